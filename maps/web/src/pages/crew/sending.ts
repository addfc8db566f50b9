/** A step of the crew as items of the outbox: the step itself, what the device says of each picture, what was built in. */
import type { Step } from "@/api/workflow";
import type { Photo } from "@/parts/phone/pictures";
import { hashOf } from "@/store/hash";
import { uuid } from "@/store/ids";
import { capture, type NewItem } from "@/store/outbox";
import { stepPath, type Ahead } from "./ahead";
import type { Ticket } from "./day";

export type Stage = "before" | "barrier" | "after" | "check";

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
    photos: [...new Set(told.map((one) => one.sha256))], device_time: now.toISOString(), ...(noted.until ? { until: noted.until } : {}),
  };
  // A quiet step changes no version, and is taken with an older one: only what changes it waits for what changed it before.
  const follows = !step.quiet && ahead.follows ? { follows: ahead.follows } : {};
  const version = step.quiet ? ticket.properties.version : ahead.version;
  const items: NewItem[] = [{ id: noted.id, label, group, send: { way: "json", method: "POST", path: stepPath(ticket.id), body, version, clock: "device_now", ...follows } }];
  if (told.length) {
    const evidence = told.map((one) => evidenceOf(one.photo, one.sha256, one.stage, noted.id));
    items.push({ id: `${noted.id}/evidence`, label, group, send: { way: "json", method: "PUT", path: `${address}/evidence`, body: { evidence }, clock: "device_now" } });
  }
  for (const { id, material_code, quantity } of noted.built ?? []) {
    items.push({ id, label, group, send: { way: "json", method: "PUT", path: `${address}/materials/${id}`, body: { material_code, quantity, visited_on: dayOf(now) } } });
  }
  return items;
}

/** A form that is not finished: what somebody entered, for one or several tickets of a visit. `ids` are those of the steps. */
export interface Draft {
  ids: Record<string, string>;
  reason: string;
  note: string;
  until: string;
  shots: Partial<Record<Stage, Photo[]>>;
  built: Built[];
}

export function blank(): Draft {
  return { ids: {}, reason: "", note: "", until: "", shots: {}, built: [] };
}

export function draftKey(account: string, visit: string, action: string): string {
  return `${account}/crew/${visit}/${action}`;
}

/** Which pictures a step takes, in the order they are taken. */
export function stagesOf(action: string): Stage[] {
  if (action === "repair") return ["before", "after"];
  if (action === "verify" || action === "rework") return ["check"];
  return action === "make_safe" ? ["barrier"] : ["before"];
}

/** One ticket of a visit at which a step is taken. */
export interface At {
  ticket: Ticket;
  ahead: Ahead;
  label: string;
}

/**
 * Keeps a step at one or several tickets of a visit, pictures included, all of it or nothing: when this has resolved it is safe. What
 * was built in belongs to the visit and goes with the first. Throws StorageFull.
 */
export async function note(by: { account_id: string; name: string }, visit: readonly At[], step: Step, draft: Draft): Promise<void> {
  const shots = Object.entries(draft.shots).flatMap(([stage, photos]) => photos.map((photo) => ({ stage: stage as Stage, photo })));
  const told = await Promise.all(shots.map(async (one) => ({ ...one, sha256: await hashOf(one.photo.file) })));
  const items = visit.flatMap(({ ticket, ahead, label }, n) => {
    const id = (draft.ids[ticket.id] ??= uuid());
    return itemsOf(ticket, ahead, step, { ...draft, id, built: n ? [] : draft.built }, told, label, new Date());
  });
  await capture(by, items, told.map((one) => one.photo.file));
}
