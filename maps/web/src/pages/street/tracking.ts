/**
 * The track: off until the walker agrees, for one share and one day, and while a page is open. Fixes lie on the device until the
 * service has them, under an id that makes sending twice the same; whoever agrees no more deletes them here and there.
 */
import { onScopeDispose, ref, watch } from "vue";
import { api, ask } from "@/api/client";
import { Problem } from "@/api/problem";
import { person } from "@/api/session";
import { usePosition, type Fix } from "@/parts/phone/position";
import { database } from "@/store/db";
import { uuid } from "@/store/ids";
import { work } from "./walk";

type Point = Fix;
interface Track { day: string; campaign: string; assignment: number; points: Point[]; sending: { id: string; points: Point[] } | null }

const EVERY_S = 5, SEND_S = 60, MOST = 1000;
/** The district's day, as the service counts it. */
export const dayNow = (): string => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
const keyOf = () => `track/${person.value?.account_id}`;

export const recording = ref(false);

/** One change after the other: a point that comes while a batch is sent is not lost. */
let chain: Promise<unknown> = Promise.resolve();
function alone<T>(change: () => Promise<T>): Promise<T> {
  const done = chain.then(change, change);
  chain = done.catch(() => undefined);
  return done;
}

async function kept(): Promise<Track | null> {
  return ((await (await database()).get("facts", keyOf())) as Track | undefined) ?? null;
}
async function keep(track: Track | null): Promise<void> {
  const db = await database();
  if (track) await db.put("facts", track, keyOf());
  else await db.delete("facts", keyOf());
}
const pathOf = (track: Pick<Track, "campaign" | "assignment">) => `/api/v1/campaigns/${track.campaign}/assignments/${track.assignment}/track`;
const mine = () => (work.campaign && work.shares[0] ? { campaign: work.campaign.id, assignment: work.shares[0].assignment.id } : null);

/** Agrees for today. Throws Problem. */
export async function agree(): Promise<void> {
  const own = mine();
  if (!own) return;
  const day = dayNow();
  await ask(`${pathOf(own)}/consent`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id: uuid(), on_day: day }) });
  await keep({ day, ...own, points: [], sending: null });
  recording.value = true;
}

/** Agrees no more: nothing of today is left on the device or at the service. Throws Problem. */
export async function withdraw(): Promise<void> {
  const track = await kept();
  recording.value = false;
  await keep(null);
  const own = track ?? mine();
  if (own) await ask(`${pathOf(own)}/consent?on_day=${dayNow()}`, { method: "DELETE" });
}

/** How many points of today the service has, and the gaps between them. */
export async function tellTrack(): Promise<{ points: number; gaps: { from_at: string; to_at: string }[] }> {
  const own = mine();
  if (!own) return { points: 0, gaps: [] };
  const path = { campaign_id: own.campaign, assignment_id: own.assignment };
  const midnight = `${dayNow()}T00:00:00+08:00`;
  const { data } = await api.GET("/api/v1/campaigns/{campaign_id}/assignments/{assignment_id}/track", { params: { path, query: { cursor: midnight } } });
  const { data: metres } = await api.GET("/api/v1/campaigns/{campaign_id}/assignments/{assignment_id}/metres", { params: { path, query: { on_day: dayNow() } } });
  return { points: data?.items.length ?? 0, gaps: metres?.gaps ?? [] };
}

async function flush(): Promise<void> {
  const track = await alone(async () => {
    const now = await kept();
    if (!now || (!now.points.length && !now.sending)) return null;
    now.sending ??= { id: uuid(), points: now.points.splice(0, MOST) };
    await keep(now);
    return now;
  });
  if (!track) return;
  try {
    await ask(pathOf(track), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(track.sending) });
  } catch (problem) {
    if (problem instanceof Problem && problem.passing) return;  // the same batch again, later
  }
  await alone(async () => {
    const now = await kept();
    if (now) await keep({ ...now, sending: null });
  });
}

/** Records while a page of the street is open, where the walker has agreed. */
export function useTracking(): void {
  const { fix } = usePosition();
  let last = 0;
  watch(fix, async (at) => {
    if (!at || !recording.value || Date.parse(at.at) - last < EVERY_S * 1000) return;
    last = Date.parse(at.at);
    await alone(async () => {
      const track = await kept();
      if (track?.day !== dayNow()) return void (recording.value = false);  // the shift is over
      track.points.push({ ...at });
      await keep(track);
    });
  });
  const timer = setInterval(() => void flush().catch(() => undefined), SEND_S * 1000);
  onScopeDispose(() => clearInterval(timer));
  void kept().then((track) => (recording.value = track?.day === dayNow())).catch(() => undefined);
}
