/** Where the phone is. Started when a page with places opens, shared by all of them, stopped with the last; it never blocks a form. */
import { computed, onScopeDispose, readonly, ref } from "vue";

/** A fix of the device: degrees WGS 84, metres of the radius that holds 68 %, when it was measured (ISO). */
export interface Fix {
  lon: number;
  lat: number;
  accuracy_m: number;
  at: string;
}

/** A place as an observation names it. */
export interface Place {
  lon: number;
  lat: number;
  accuracy_m?: number;
  source: "gnss" | "map";
  datum: "WGS84";
}

export type Locating = "off" | "waiting" | "there" | "denied" | "missing" | "lost";

/** An older fix says where the phone was, not where it is. */
export const STALE_S = 60;
/** A fix worse than this is shown as rough: several covers lie inside. */
export const ROUGH_M = 25;

const fix = ref<Fix | null>(null);
const state = ref<Locating>("off");
let users = 0;
let watching: number | undefined;

const SEVEN = 1e7;
const round = (degrees: number) => Math.round(degrees * SEVEN) / SEVEN;

function start(): void {
  if (!window.isSecureContext || !navigator.geolocation) {
    state.value = "missing";
    return;
  }
  state.value = fix.value ? "there" : "waiting";
  watching = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      fix.value = {
        lon: round(coords.longitude), lat: round(coords.latitude), accuracy_m: Math.max(0.1, Math.round(coords.accuracy * 10) / 10),
        at: new Date(timestamp).toISOString(),
      };
      state.value = "there";
    },
    (error) => (state.value = error.code === error.PERMISSION_DENIED ? "denied" : "lost"),
    { enableHighAccuracy: true, maximumAge: 5000, timeout: 20000 },
  );
}

/** The position while the calling component lives. */
export function usePosition() {
  users += 1;
  if (watching === undefined) start();
  onScopeDispose(() => {
    users -= 1;
    if (users || watching === undefined) return;
    navigator.geolocation.clearWatch(watching);
    watching = undefined;
    state.value = "off";
  });
  return { fix: readonly(fix), state: readonly(state), rough: computed(() => (fix.value?.accuracy_m ?? 0) > ROUGH_M) };
}

/** The last fix and its age in seconds, null without one: what a photo or a look keeps of this moment. */
export function fixNow(): { fix: Fix; age_s: number } | null {
  return fix.value && { fix: fix.value, age_s: Math.max(0, Math.round((Date.now() - Date.parse(fix.value.at)) / 1000)) };
}

/** The place of this moment as an observation names it; null where the last fix is stale. */
export function placeNow(): Place | null {
  const now = fixNow();
  return now && now.age_s <= STALE_S ? placeOf(now.fix) : null;
}

export function placeOf({ lon, lat, accuracy_m }: Fix): Place {
  return { lon, lat, accuracy_m, source: "gnss", datum: "WGS84" };
}

/** Metres between two points in degrees, good to a few per mille over some kilometres. */
export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const east = (a.lon - b.lon) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180), north = a.lat - b.lat;
  return Math.hypot(east, north) * 111_195;
}
