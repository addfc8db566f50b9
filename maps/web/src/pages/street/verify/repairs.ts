/** Repairs that wait to be verified on the spot: which, in which order, with which pictures. Read through the device. */
import { ask, type Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import { metresBetween } from "@/parts/phone/position";
import { keepTaken, read, takenBody } from "@/store/taken";

export type Ticket = Schemas["TicketFile"];
type Feature = Schemas["TicketFeature"];
type Proof = Schemas["ProofAnswer"];
interface Where { lon: number; lat: number }

/** A repair with its proof; `metres` from where one stands, null without a position. */
export interface Repair {
  ticket: Ticket;
  proof: Proof | null;
  metres: number | null;
}

export interface Found {
  repairs: Repair[];
  /** How many lie further away than those that were read. */
  further: number;
  kept: boolean;
}

const LIST = "/api/v1/tickets?state=repaired&limit=200";
/** So many are read whole, and so many of them with their pictures: what a person walks in a day, and what a phone has room for. */
const MOST = 30, WITH_PICTURES = 12;

const placeOf = (one: { geometry: Feature["geometry"] }): Where => ({ lon: one.geometry.coordinates[0], lat: one.geometry.coordinates[1] });

/** The nearest first; without a position whatever has waited longest. Pure. */
export function inOrder<T extends Pick<Feature, "geometry" | "properties">>(all: readonly T[], here: Where | null): T[] {
  const waits = (one: T) => one.properties.repaired_at ?? "9";
  return [...all].sort((a, b) => (here ? metresBetween(here, placeOf(a)) - metresBetween(here, placeOf(b)) : 0) || waits(a).localeCompare(waits(b)));
}

/** Whether the service lets this person verify: neither who repaired, nor their house, nor one bound to it. Pure. */
export function isOffered(ticket: Pick<Ticket, "steps">): boolean {
  return ticket.steps.some((step) => step.action === "verify");
}

/** Why a repair is not offered, in kinds. Pure. */
export function whyNot(ticket: Pick<Ticket, "properties">, account: string): "self" | "house" {
  return ticket.properties.repaired_by === account ? "self" : "house";
}

/** Pictures before and after, by what the proof says they show; those of the reports are before. Pure. */
export function shotsOf({ ticket, proof }: Pick<Repair, "ticket" | "proof">): { before: string[]; after: string[] } {
  const come = (list: readonly { sha256: string | null }[]) => list.map((one) => one.sha256).filter((one) => one !== null);
  const staged = (stage: string) => come((proof?.shots ?? []).filter((one) => one.stage === stage));
  const before = [...come(ticket.sightings.flatMap((one) => one.photos)), ...staged("before")];
  const known = new Set([...before, ...staged("barrier")]);
  const told = come(ticket.events.filter((one) => one.action === "repair").flatMap((one) => one.photos)).filter((one) => !known.has(one));
  return { before: [...new Set(before)].slice(-3), after: [...new Set([...staged("after"), ...told])].slice(-3) };
}

const silent = (problem: unknown) => {
  if (!(problem instanceof Problem)) throw problem;
  return null;
};

/** What waits round a place, from the service or as it was kept. Throws Problem where there is neither. */
export async function loadRepairs(account: string, here: Where | null): Promise<Found> {
  const { data, kept } = await read<{ features: Feature[] }>(LIST);
  const near = inOrder(data.features, here);
  const whole = await Promise.all(near.slice(0, MOST).map(async (one): Promise<Repair | null> => {
    const [ticket, proof] = await Promise.all([
      read<Ticket>(`/api/v1/tickets/${one.id}`).catch(silent), read<Proof>(`/api/v1/tickets/${one.id}/proof`).catch(silent)]);
    return ticket && { ticket: ticket.data, proof: proof?.data ?? null, metres: here && metresBetween(here, placeOf(ticket.data)) };
  }));
  const repairs = whole.filter((one) => one !== null);
  if (!kept) void keepPictures(account, repairs.filter((one) => isOffered(one.ticket)).slice(0, WITH_PICTURES)).catch(() => undefined);
  return { repairs, further: near.length - Math.min(near.length, MOST), kept };
}

const pictureOf = (sha256: string) => `/api/v1/photos/${sha256}`;

/** Takes along what is not on the device yet; where there is no room the pictures are still shown with network. */
async function keepPictures(account: string, repairs: readonly Repair[]): Promise<void> {
  for (const sha256 of repairs.flatMap((one) => Object.values(shotsOf(one)).flat())) {
    if (await takenBody(pictureOf(sha256), account)) continue;
    const answer = await ask(pictureOf(sha256));
    await keepTaken(pictureOf(sha256), await answer.arrayBuffer(), answer.headers.get("Content-Type") ?? "image/jpeg", account);
  }
}

/** A picture as an address for `<img>`, from the device or the service; null where neither has it. The caller revokes a `blob:`. */
export async function pictureAt(account: string, sha256: string): Promise<string | null> {
  const body = await takenBody(pictureOf(sha256), account);
  if (body) return URL.createObjectURL(new Blob([body]));
  return navigator.onLine ? pictureOf(sha256) : null;
}
