/** A place in words: as a local would say it, by the service; without network by the nearest cover that this device knows. */
import { computed, ref, watch, type Ref } from "vue";
import { ask } from "@/api/client";
import { metresBetween } from "@/parts/phone/position";
import { pick } from "@/words";
import { coversHere, nameOfCover } from "./near";

interface Where { lon: number; lat: number }
const MOVED_M = 10, NEAR_M = 200;

/** `near` is the word for "near" in the language of the page. */
export function usePlaceWords(at: Ref<Where | null | undefined>, near: () => string) {
  const told = ref<{ zh: string; en: string } | null>(null), known = ref("");
  let last: Where | null = null;

  async function nearest(place: Where): Promise<string> {
    const [first] = (await coversHere()).map((cover) => ({ cover, metres: metresBetween(place, cover) })).sort((a, b) => a.metres - b.metres);
    return first && first.metres <= NEAR_M ? `${[first.cover.community_zh, first.cover.road_name].filter(Boolean).join(" ")} ${near()} ${nameOfCover(first.cover)}`.trim() : "";
  }

  watch(at, async (place) => {
    if (!place || (last && metresBetween(last, place) < MOVED_M)) return;
    last = { lon: place.lon, lat: place.lat };
    told.value = navigator.onLine
      ? await ask(`/api/v1/places/describe?lon=${place.lon}&lat=${place.lat}`).then((answer) => answer.json() as Promise<{ zh: string; en: string }>).catch(() => null)
      : null;
    known.value = told.value ? "" : await nearest(place).catch(() => "");
  }, { immediate: true });
  return computed(() => pick(told.value) || known.value);
}
