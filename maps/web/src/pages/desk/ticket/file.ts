/** One ticket with all that belongs to it, read together and kept live; what changed is told by organisation. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { api, type Schemas } from "@/api/client";
import { useLive } from "@/api/live";
import { Problem } from "@/api/problem";
import { HAPPENINGS } from "../actions";
import { changeOf, type Change, type TicketFile } from "../changes";
import { hearTime } from "../clock";

/** What belongs to a ticket besides its file. What cannot be read is missing, and the rest is shown. */
export interface Beside {
  clocks: Schemas["ClocksAnswer"] | null;
  route: Schemas["RouteAnswer"] | null;
  work: Schemas["Casework"] | null;
  pairs: Schemas["PairAnswer"][];
  proof: Schemas["ProofAnswer"] | null;
}

const NEWS_MS = 60;

export function useFile(id: Ref<string>) {
  const file = shallowRef<TicketFile | null>(null), problem = ref<unknown>(null), news = ref<Change[]>([]), gone = ref(false);
  const beside = shallowRef<Beside>({ clocks: null, route: null, work: null, pairs: [], proof: null });
  /** Events of my own steps: they are no news. */
  const mine = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined, turn = 0;

  async function read(): Promise<void> {
    const own = ++turn, path = { ticket_id: id.value };
    const or = <T>(asked: Promise<{ data?: T }>): Promise<T | null> => asked.then(({ data }) => data ?? null, () => null);
    try {
      const [{ data, response }, clocks, route, work, pairs, proof] = await Promise.all([
        api.GET("/api/v1/tickets/{ticket_id}", { params: { path } }),
        or(api.GET("/api/v1/tickets/{ticket_id}/clocks", { params: { path } })),
        or(api.GET("/api/v1/tickets/{ticket_id}/route", { params: { path } })),
        or(api.GET("/api/v1/tickets/{ticket_id}/casework", { params: { path } })),
        or(api.GET("/api/v1/tickets/{ticket_id}/duplicates", { params: { path } })),
        or(api.GET("/api/v1/tickets/{ticket_id}/proof", { params: { path } })),
      ]);
      if (own !== turn) return;
      hearTime(response);
      compareWith(data as TicketFile);
      file.value = data as TicketFile;
      beside.value = { clocks, route, work, pairs: pairs?.pairs ?? [], proof };
      problem.value = null;
    } catch (error) {
      if (own !== turn) return;
      problem.value = error;
      gone.value = error instanceof Problem && (error.status === 403 || error.status === 404) && file.value !== null;
    }
  }

  /** What happened since the last look and was not done here. */
  function compareWith(fresh: TicketFile): void {
    const known = new Set(file.value?.events.map((one) => one.id));
    if (!file.value || file.value.id !== fresh.id) return;
    const found = fresh.events.filter((one) => !known.has(one.id) && !expected(one));
    if (found.length) news.value = [...news.value, ...found.map(changeOf)].slice(-5);
  }
  const expected = (event: TicketFile["events"][number]): boolean => {
    const key = `${event.action}/${event.version}`;
    return mine.delete(key);
  };
  /** Says that a step was taken here, so that its event is not told as a colleague's. */
  function took(action: string, version: number): void {
    mine.add(`${action}/${version}`);
  }

  const { connected, lost } = useLive(HAPPENINGS, (event) => {
    if (event.action !== "reset" && ![file.value?.id, id.value].includes(String(event.body.ticket_id))) return;
    if (event.action === "gone") gone.value = true;
    clearTimeout(timer);
    timer = setTimeout(() => void read(), NEWS_MS);
  });
  let before = false;
  watch(connected, (is) => {
    if (is && before) void read();
    before ||= is;
  });
  watch(id, () => {
    file.value = null;
    news.value = [];
    gone.value = false;
    void read();
  }, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));
  return { file, beside, problem, news, gone, read, took, connected, lost, ticket: computed(() => file.value?.properties ?? null) };
}
