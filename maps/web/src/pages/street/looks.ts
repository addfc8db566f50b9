/** One look becomes one item of the outbox: an observation with its pictures, or the visit of a unit. */
import { person } from "@/api/session";
import { placeNow, placeOf, STALE_S, type Place } from "@/parts/phone/position";
import type { Photo } from "@/parts/phone/pictures";
import { hashOf } from "@/store/hash";
import { uuid } from "@/store/ids";
import { capture } from "@/store/outbox";
import { targetOf, work, type Result } from "./walk";

export interface Draft {
  result: Result | null;
  defect: string | null;
  severity: number | null;
  measure: string;
  note: string;
  class_code: string | null;
  /** Chosen on the map; null: the device's own position. */
  place: Place | null;
  photos: Photo[];
}

export const blank = (): Draft => ({ result: null, defect: null, severity: null, measure: "", note: "", class_code: null, place: null, photos: [] });

/** The place of a look: chosen on the map, else the fix at the shutter, else the fix of now; none where the device has none. */
export function placeOfLook(draft: Pick<Draft, "place" | "photos">): Place | null {
  if (draft.place) return draft.place;
  const shot = draft.photos.find((photo) => photo.fix && (photo.age_s ?? Infinity) <= STALE_S);
  return shot?.fix ? placeOf(shot.fix) : placeNow();
}

/** A second look is one of a share that looks twice, and blind; what is met on the way is a look like any other. */
const second = (code: string | null) => (code ? (targetOf(code)?.share.assignment.second_look ?? false) : false);

/**
 * Keeps a look in the outbox; when this has resolved it is safe. `code`: the cover, `picked`: chosen from a list or the map.
 * Throws StorageFull.
 */
export async function keepLook(draft: Draft, about: { code: string | null; picked?: boolean; label: string; urgent?: boolean }): Promise<void> {
  const by = person.value!;
  const photos = draft.photos.map((photo) => photo.file);
  const hashes = await Promise.all(photos.map(hashOf));
  const id = uuid(), place = placeOfLook(draft), measure = Number(draft.measure.replace(",", "."));
  const body: Record<string, unknown> & { id: string } = { id, result: draft.result, device_time: new Date().toISOString() };
  if (about.code) body[about.picked ? "pick" : "asset_code"] = about.code;
  if (draft.class_code && draft.result === "new") body.class_code = draft.class_code;
  if (draft.result === "defect") Object.assign(body, { defect_code: draft.defect }, draft.severity ? { severity: draft.severity } : {});
  if (draft.result === "defect" && draft.measure && Number.isFinite(measure)) body.measure_mm = measure;
  if (draft.note.trim()) body.note = draft.note.trim();
  if (place) body.position = { ...place };
  if (hashes.length) body.photos = hashes;
  const item = { id, label: about.label, group: id, send: { way: "observation" as const, campaign: work.campaign?.id ?? null, secondLook: second(about.code), body } };
  await capture({ account_id: by.account_id, name: by.name }, [about.urgent ? { ...item, urgent: true } : item], photos);
}

/** The visit of a whole unit: walked, or no way in. */
export async function keepVisit(unit: number, result: "walked" | "no_access", label: string): Promise<void> {
  const by = person.value!, id = uuid();
  const body = { id, unit_id: unit, result, device_time: new Date().toISOString() };
  await capture({ account_id: by.account_id, name: by.name }, [{ id, label, group: id, send: { way: "observation", campaign: work.campaign?.id ?? null, secondLook: false, body } }]);
}
