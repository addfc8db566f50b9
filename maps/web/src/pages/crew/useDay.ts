/** The day of whoever is signed in, as pages show it: from the device at once, from the service when it answers, live while it can. */
import { computed, effectScope, onMounted, onScopeDispose, ref, shallowRef, watch } from "vue";
import { useLive } from "@/api/live";
import { Problem } from "@/api/problem";
import { person } from "@/api/session";
import { loadWorkflow, workflow } from "@/api/workflow";
import { useOutbox } from "@/store/outbox";
import { aheadOf, type Ahead } from "./ahead";
import type { Day, Ticket } from "./day";
import { keepDay, keepPhotos, keptDay, readDay } from "./kept";

const day = shallowRef<Day | null>(null);
let owner = "";
const SOON_MS = 400;
const OTHERS = ["gone", "guard", "unguarded", "redraw", "identify", "rehome", "reset"];

export function useDay() {
  const items = useOutbox();
  const problem = ref<unknown>(null), reading = ref(false), live = ref(false), read = ref(false);
  const away = computed(() => problem.value instanceof Problem && problem.value.status === 0);
  let wanted = false, timer: ReturnType<typeof setTimeout> | undefined, gone = false;

  /** Reads the day anew; asked for while it reads, it reads once more afterwards. Never throws. */
  async function refresh(): Promise<void> {
    const who = person.value;
    if (!who?.org_code || gone) return;
    if (reading.value) {
      wanted = true;
      return;
    }
    reading.value = true;
    wanted = false;
    try {
      const fresh = await readDay(who.org_code, day.value);
      if (person.value?.account_id !== who.account_id) return;
      // What somebody acknowledged while it was read stays seen.
      day.value = { ...fresh, seen: [...new Set([...fresh.seen, ...(day.value?.seen ?? [])])].filter((id) => fresh.tickets.some((one) => one.id === id)) };
      problem.value = null;
      await keepDay(who.account_id, day.value);
      await keepPhotos(who.account_id, fresh.tickets);
    } catch (error) {
      problem.value = error;
    } finally {
      reading.value = false;
      read.value = true;
      if (wanted) soon();
    }
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), SOON_MS);
  }

  /** Marks tickets as looked at. */
  async function see(ids: readonly string[]): Promise<void> {
    if (!day.value || !person.value || ids.every((id) => day.value!.seen.includes(id))) return;
    day.value = { ...day.value, seen: [...new Set([...day.value.seen, ...ids])] };
    await keepDay(person.value.account_id, day.value);
  }

  const ahead = (ticket: Ticket): Ahead => aheadOf(ticket, day.value?.at ?? "", own.value, workflow.value);
  const own = computed(() => items.value.filter((item) => item.account === person.value?.account_id));

  onMounted(async () => {
    const account = person.value?.account_id ?? "";
    if (owner !== account) day.value = null;
    owner = account;
    day.value ??= account ? await keptDay(account) : null;
    await loadWorkflow();
    void refresh();
    if (gone) return;
    scope.run(() => {
      const actions = (workflow.value?.steps ?? []).map((step) => step.action as string);
      const { connected } = useLive([...actions, ...OTHERS], soon);
      watch(connected, (is) => (live.value = is), { immediate: true });
    });
  });
  // What was received is read again.
  watch(() => own.value.filter((item) => item.state === "received" && (item.receivedAt ?? "") > (day.value?.at ?? "")).length, (now, before) => now > before && soon());
  const online = () => void refresh(), looked = () => document.visibilityState === "visible" && soon();
  window.addEventListener("online", online);
  document.addEventListener("visibilitychange", looked);
  const scope = effectScope(true);
  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
    scope.stop();
    window.removeEventListener("online", online);
    document.removeEventListener("visibilitychange", looked);
  });
  return { day, own, problem, away, reading, read, live, refresh, see, ahead };
}
