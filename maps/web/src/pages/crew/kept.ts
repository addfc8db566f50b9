/** A crew's day on the device: read from the service, kept with its tickets and the photos of the reports, there without network. */
import { api, ask, type Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import { database } from "@/store/db";
import { writing } from "@/store/storage";
import { reportPhotos, seenAfter, type Day, type Material, type Ticket, type Tour } from "./day";

const AT_ONCE = 4;
const STATES: Schemas["TicketProperties"]["state"][] = ["dispatched", "accepted", "suspended"];
const packOf = (account: string) => `crew/${account}`;
const dayKey = (account: string) => `${packOf(account)}/day`;
const photoKey = (account: string, sha256: string) => `${packOf(account)}/photos/${sha256}`;

export async function keepDay(account: string, day: Day): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(day)).buffer as ArrayBuffer;
  await writing(async () => (await database()).put("taken", { key: dayKey(account), pack: packOf(account), type: "application/json", body }));
}

/** The day as it was read last, of this account alone. */
export async function keptDay(account: string): Promise<Day | null> {
  const kept = await (await database()).get("taken", dayKey(account));
  return kept ? (JSON.parse(new TextDecoder().decode(kept.body)) as Day) : null;
}

/** A photo of a report as an address for `<img>`; null where it was not taken along. The caller revokes it. */
export async function keptPhoto(account: string, sha256: string): Promise<string | null> {
  const kept = await (await database()).get("taken", photoKey(account, sha256));
  return kept ? URL.createObjectURL(new Blob([kept.body], { type: kept.type })) : null;
}

async function unless404<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

async function each<A, B>(all: readonly A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [], left = [...all.entries()];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = left.shift(); next; next = left.shift()) done[next[0]] = await work(next[1]);
  }));
  return done;
}

/** One ticket with all that belongs to it; null where it is not (or no longer) shown to this crew. */
export async function readTicket(id: string): Promise<Ticket | null> {
  const found = await unless404(api.GET("/api/v1/tickets/{ticket_id}", { params: { path: { ticket_id: id } } }));
  return (found?.data as Ticket | undefined) ?? null;
}

async function listed(query: { crew?: string; assignee?: string }): Promise<Schemas["TicketFeature"][]> {
  const { data } = await api.GET("/api/v1/tickets", { params: { query: { ...query, state: STATES, limit: 200 } } });
  return (data?.features ?? []) as Schemas["TicketFeature"][];
}

/** Reads the day anew: the tour, what the crew was given beside it, what its house has and gave to no crew. Throws Problem. */
export async function readDay(org: string, before: Day | null): Promise<Day> {
  const at = new Date().toISOString();
  const tour = ((await unless404(api.GET("/api/v1/tours/mine")))?.data as Tour | undefined) ?? null;
  const given = await listed({ crew: org });
  const houses = new Set([org, tour?.plan.house_code, ...given.map((one) => one.properties.assignee?.code)].filter((code) => code !== undefined));
  const open = (await each([...houses], (assignee) => listed({ assignee }))).flat().filter((one) => one.properties.crew === null);
  const ids = new Set([...(tour?.properties.stops ?? []).flatMap((stop) => stop.tickets), ...given.map((one) => one.id), ...open.map((one) => one.id)]);
  const tickets = (await each([...ids], readTicket)).filter((one) => one !== null);
  const { data } = await api.GET("/api/v1/materials");
  return { at, tour, tickets, materials: (data?.materials ?? []) as Material[], seen: seenAfter(before, tickets) };
}

/** Takes along the photos of the reports that are not on the device yet, and forgets those of other days. */
export async function keepPhotos(account: string, tickets: readonly Ticket[]): Promise<void> {
  const db = await database(), wanted = new Set(tickets.flatMap((one) => reportPhotos(one)));
  const kept = new Set((await db.getAllKeysFromIndex("taken", "pack", packOf(account))).map(String));
  for (const key of kept) if (key.includes("/photos/") && !wanted.has(key.slice(key.lastIndexOf("/") + 1))) await db.delete("taken", key);
  await each([...wanted].filter((sha256) => !kept.has(photoKey(account, sha256))), async (sha256) => {
    const answer = await ask(`/api/v1/photos/${sha256}`).catch(() => null);
    if (!answer) return;  // without it the place in words is still there
    const type = answer.headers.get("Content-Type") ?? "image/jpeg", body = await answer.arrayBuffer();
    await writing(() => db.put("taken", { key: photoKey(account, sha256), pack: packOf(account), type, body }));
  });
}
