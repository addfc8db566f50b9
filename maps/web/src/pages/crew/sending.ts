/** A step of the crew as items of the outbox: the step itself, what the device says of each picture, what was built in. */
import type { Step } from "@/api/workflow";
import type { Photo } from "@/parts/phone/pictures";
import { hashOf } from "@/store/hash";
import { uuid } from "@/store/ids";
import { capture, type NewItem } from "@/store/outbox";
import { stepPath, type Ahead } from "./ahead";
import type { Ticket } from "./day";

export type Stage = "before" | "barrier" | "after" | "check";
export type Shots = Partial<Record<Stage, Photo[]>>;

/** A quantity as it was typed; `id` is made once, so that it may be sent as often as it takes. */
export interface Built {
  id: string;
  material_code: string;
  quantity: string;
}

/** What somebody noted at a ticket. `id` is that of the step, made when its form was opened. */
export interface Noted {
  id: string;
  reason?: string;
  note?: string;
  until?: string;
  shots?: Shots;
  built?: Built[];
}

/** What the device says of one picture (PUT evidence). */
export function evidenceOf(photo: Photo, sha256: string, stage: Stage, stepId: string) {
  const fix = photo.fix && { lon: photo.fix.lon, lat: photo.fix.lat, accuracy_m: photo.fix.accuracy_m, age_s: photo.age_s, datum: "WGS84" };
  return { sha256, stage, step_id: stepId, fix, device_time: photo.at };
}

/** The day of the work where the work is: quantities are settled by it. */
export function dayOf(at: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(at);
}

interface Told { sha256: string; stage: Stage; photo: Photo }

/** The items of one step. Pure: hashes and ids are given. */
export function itemsOf(ticket: Ticket, ahead: Ahead, step: Step, noted: Noted, told: readonly Told[], label: string, now: Date): NewItem[] {
  const group = noted.id, address = `/api/v1/tickets/${ticket.id}`;
  const body = {
    id: noted.id, action: step.action, reason: noted.reason?.trim() ?? "", note: noted.note?.trim() ?? "",
    photos: [...new Set(told.map((one) => one.sha256))], ...(noted.until ? { until: noted.until } : {}),
  };
  // A quiet step changes no version, and is taken with an older one: only what changes it waits for what changed it before.
  const follows = !step.quiet && ahead.follows ? { follows: ahead.follows } : {};
  const version = step.quiet ? ticket.properties.version : ahead.version;
  const items: NewItem[] = [{ id: noted.id, label, group, send: { way: "json", method: "POST", path: stepPath(ticket.id), body, version, ...follows } }];
  if (told.length) {
    const evidence = told.map((one) => evidenceOf(one.photo, one.sha256, one.stage, noted.id));
    items.push({ id: `${noted.id}/evidence`, label, group, send: { way: "json", method: "PUT", path: `${address}/evidence`, body: { evidence }, clock: "device_now" } });
  }
  for (const { id, material_code, quantity } of noted.built ?? []) {
    items.push({ id, label, group, send: { way: "json", method: "PUT", path: `${address}/materials/${id}`, body: { material_code, quantity, visited_on: dayOf(now) } } });
  }
  return items;
}

/** Keeps a step with all that belongs to it: when this has resolved it is safe. Throws StorageFull. */
export async function note(by: { account_id: string; name: string }, ticket: Ticket, ahead: Ahead, step: Step, noted: Noted, label: string): Promise<void> {
  const shots = Object.entries(noted.shots ?? {}).flatMap(([stage, photos]) => (photos ?? []).map((photo) => ({ stage: stage as Stage, photo })));
  const told = await Promise.all(shots.map(async (one) => ({ ...one, sha256: await hashOf(one.photo.file) })));
  await capture(by, itemsOf(ticket, ahead, step, noted, told, label, new Date()), told.map((one) => one.photo.file));
}

export function fresh(): Noted {
  return { id: uuid(), reason: "", note: "", until: "", shots: {}, built: [] };
}
