/** Figures that refresh themselves: each half minute, and soon after something happened. Without network the last ones stay, with their age. */
import { computed, onScopeDispose, ref } from "vue";
import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { person } from "@/api/session";
import { useLive } from "@/api/live";
import { useNow } from "@/parts/times";
import type { Wall } from "./figures";

const KEPT = "jingge.wall";
const EVERY_MS = 30_000;
/** So soon after an event the figures are asked for, and at most so often: a storm of events is one question. */
const AFTER_MS = 2_000, LEAST_MS = 8_000;
/** Older than this they are called old: two questions in a row were not answered. */
const OLD_MS = 75_000;
const ACTIONS = [
  "report", "refuse", "settle", "file", "dispatch", "accept", "transfer", "return", "accept_return", "suspend", "resume", "repair", "verify", "rework",
  "close", "reopen", "void", "late", "guard", "unguarded", "request.receive", "request.answer", "request.call_back", "reset",
];

interface Kept {
  login: string;
  at: number;
  wall: Wall;
}

/** A page without network shows what this device saw last, to the same person alone. */
function remembered(): Kept | null {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Kept | null;
  return kept && kept.login === person.value?.login ? kept : null;
}

export function useWall() {
  const start = remembered();
  const wall = ref<Wall | null>(start?.wall ?? null), at = ref(start?.at ?? 0), problem = ref<unknown>(null);
  const now = useNow(1);
  let asking = false, soon: ReturnType<typeof setTimeout> | undefined, begun = 0;

  async function load(): Promise<void> {
    if (asking) return;
    asking = true;
    begun = Date.now();
    try {
      const { data } = await api.GET("/api/v1/wall", { signal: AbortSignal.timeout(20_000) });
      if (data) {
        wall.value = data;
        at.value = Date.now();
        localStorage.setItem(KEPT, JSON.stringify({ login: person.value?.login ?? "", at: at.value, wall: data } satisfies Kept));
      }
      problem.value = null;
    } catch (error) {
      problem.value = error instanceof DOMException ? Problem.silence() : error;
    } finally {
      asking = false;
    }
  }

  function happened(): void {
    soon ??= setTimeout(() => {
      soon = undefined;
      void load();
    }, Math.max(AFTER_MS, begun + LEAST_MS - Date.now()));
  }

  useLive(ACTIONS, happened);
  const timer = setInterval(() => void load(), EVERY_MS);
  const back = () => void load();
  window.addEventListener("online", back);
  onScopeDispose(() => {
    clearInterval(timer);
    clearTimeout(soon);
    window.removeEventListener("online", back);
  });
  void load();
  const ageMs = computed(() => Math.max(0, now.value - at.value));
  const old = computed(() => wall.value !== null && (problem.value !== null || ageMs.value > OLD_MS));
  return { wall, at, ageMs, old, problem, load };
}
