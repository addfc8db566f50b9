/** The covers nearest to the phone: truly nearest by the service; without network those that were taken along. */
import { computed, ref, shallowRef, watch } from "vue";
import { Problem } from "@/api/problem";
import { ask } from "@/api/client";
import { person } from "@/api/session";
import { metresBetween, usePosition } from "@/parts/phone/position";
import { coversTaken, type Cover } from "@/store/area";
import { classOf, work } from "./walk";
import { spokenOf } from "./spoken";

export interface Near {
  code: string;
  class_code: string;
  name: string;
  metres: number;
  lon: number;
  lat: number;
}

const WITHIN_M = 80, MOST = 6, MOVED_M = 4;

/** What the service named as near while this page is open: the next page calls it by its name. */
const met = new Map<string, Cover>();

/** Covers known on this device: met nearby, taken along, and those of the worklist. */
export async function coversHere(): Promise<Cover[]> {
  const found = new Map(met);
  for (const cover of await coversTaken(person.value?.account_id ?? "").catch(() => [])) found.set(cover.code, cover);
  for (const share of work.shares) for (const unit of share.units) for (const it of unit.targets) {
    if (!found.has(it.asset_code)) found.set(it.asset_code, { code: it.asset_code, class_code: it.class_code, spoken: spokenOf(it.spoken_prefix, it.spoken_number) || null,
      road_name: unit.name_zh, community_zh: null, lon: it.lon, lat: it.lat, accuracy_m: it.accuracy_m });
  }
  return [...found.values()];
}

export const nameOfCover = (cover: { code: string; spoken: string | null }) => cover.spoken || `…${cover.code.slice(-6)}`;

/** Lamp posts and the like are no covers; a class that is not known yet may be one. */
const covers = (all: readonly Near[]): Near[] => all.filter((one) => classOf(one.class_code)?.is_cover !== false).slice(0, MOST);

async function fromService(at: { lon: number; lat: number }): Promise<Near[]> {
  const answer = await ask(`/api/v1/assets/nearest?lon=${at.lon}&lat=${at.lat}&within_m=${WITHIN_M}&limit=${4 * MOST}`);
  const { features } = (await answer.json()) as { features: { geometry: { coordinates: [number, number] }; properties: { code: string; class_code: string; spoken: string | null; distance_m: number } }[] };
  for (const { geometry: { coordinates: [lon, lat] }, properties: it } of features) {
    met.set(it.code, { code: it.code, class_code: it.class_code, spoken: it.spoken, road_name: null, community_zh: null, lon, lat, accuracy_m: null });
  }
  return features.map(({ geometry, properties: it }) => ({ code: it.code, class_code: it.class_code, name: nameOfCover(it), metres: it.distance_m, lon: geometry.coordinates[0], lat: geometry.coordinates[1] }));
}

async function fromDevice(at: { lon: number; lat: number }): Promise<Near[]> {
  const all = (await coversHere()).map((cover) => ({ code: cover.code, class_code: cover.class_code, name: nameOfCover(cover), metres: metresBetween(at, cover), lon: cover.lon, lat: cover.lat }));
  return all.filter((one) => one.metres <= WITHIN_M).sort((a, b) => a.metres - b.metres).slice(0, 4 * MOST);
}

export function useNear() {
  const found = shallowRef<Near[]>([]), { fix, rough, state } = usePosition();
  const asking = ref(false);
  let last: { lon: number; lat: number } | null = null;
  watch(fix, async (at) => {
    if (!at || asking.value || (last && metresBetween(last, at) < MOVED_M && found.value.length)) return;
    asking.value = true;
    last = at;
    try {
      if (!navigator.onLine) throw Problem.silence();
      found.value = await fromService(at);
    } catch {
      found.value = await fromDevice(at);
    } finally {
      asking.value = false;
    }
  }, { immediate: true });
  return { near: computed(() => covers(found.value)), fix, rough, state };
}
