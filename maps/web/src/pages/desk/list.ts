/** The list of the desk: read in pages, most urgent first, and kept live by the stream. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { api } from "@/api/client";
import { useLive, type Happening } from "@/api/live";
import type { State } from "@/api/workflow";
import { HAPPENINGS, OF_SHAFTS } from "./actions";
import { hearTime } from "./clock";
import { compare, fits, orderOf, toParams, type Feature, type Filters } from "./filters";

export interface Row {
  feature: Feature;
  /** What it was put in its place by; a row that no longer fits stays where it was, so that nothing slips under the hand. */
  order: [number, number, string];
  /** The last thing the stream told of it, while it is fresh. */
  told: string;
  /** It no longer belongs into the list, or left one's sight. */
  past: boolean;
}

export const PAGE = 60;
/** News of so short a while are read together; of more than so many tickets the whole list is. */
const GATHER_MS = 60, MANY = 40, FRESH_MS = 20_000;

export function useList(filters: Ref<Filters>, open: Ref<State[]>, news: { shafts: () => void; told: (event: Happening) => void }) {
  const rows = shallowRef<Row[]>([]), next = ref<string | null>(null), reading = ref(false), problem = ref<unknown>(null);
  const waiting = new Map<string, string>(), during = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined, turn = 0;

  const make = (feature: Feature, told = ""): Row => ({ feature, order: orderOf(feature), told, past: false });
  const sort = (list: Row[]): Row[] => list.sort((one, other) => compare(one.order, other.order));

  /** Reads anew what is shown (never less than a page). Throws nothing: `problem` tells. */
  async function read(): Promise<void> {
    if (!open.value.length) return;
    const own = ++turn, known = new Map(rows.value.map((row) => [row.feature.id, row]));
    reading.value = true;
    during.clear();
    try {
      const limit = Math.min(1000, Math.max(PAGE, rows.value.length));
      const { data, response } = await api.GET("/api/v1/tickets", { params: { query: { ...toParams(filters.value, open.value), limit } } });
      if (own !== turn) return;
      hearTime(response);
      rows.value = sort(((data?.features ?? []) as Feature[]).map((feature) => make(feature, known.get(feature.id)?.told)));
      next.value = data?.next ?? null;
      problem.value = null;
      if (during.size) void refresh([...during]); // the answer may be older than what was told meanwhile
    } catch (error) {
      if (own === turn) problem.value = error;
    } finally {
      if (own === turn) reading.value = false;
    }
  }

  async function more(): Promise<void> {
    if (!next.value) return;
    const own = turn;
    const { data } = await api.GET("/api/v1/tickets", { params: { query: { ...toParams(filters.value, open.value), limit: PAGE, after: next.value } } });
    if (own !== turn || !data) return;
    const known = new Set(rows.value.map((row) => row.feature.id));
    rows.value = sort([...rows.value, ...(data.features as Feature[]).filter((one) => !known.has(one.id)).map((one) => make(one))]);
    next.value = data.next;
  }

  /** Reads some tickets anew and puts them where they belong. */
  async function refresh(ids: readonly string[], told: ReadonlyMap<string, string> = new Map()): Promise<void> {
    if (ids.length > MANY) return read();
    const own = turn;
    try {
      const { data, response } = await api.GET("/api/v1/tickets", { params: { query: { id: [...ids], limit: MANY } } });
      if (own !== turn) return;
      const now = Date.parse(response.headers.get("date") ?? "") || Date.now();
      put((data?.features ?? []) as Feature[], ids, told, now);
    } catch {
      void read(); // it will say what is wrong
    }
  }

  function put(found: Feature[], ids: readonly string[], told: ReadonlyMap<string, string>, now: number): void {
    const fresh = new Map(found.map((one) => [one.id, one])), list = [...rows.value];
    for (const id of ids) {
      const feature = fresh.get(id), at = list.findIndex((row) => row.feature.id === id), known = list[at];
      const belongs = !!feature && fits(feature, filters.value, open.value, now);
      if (known && feature && feature.properties.version < known.feature.properties.version) continue; // an answer that was overtaken
      if (known) {
        const row: Row = { ...known, feature: feature ?? known.feature, told: told.get(id) ?? known.told, past: !belongs };
        list[at] = belongs ? { ...row, order: orderOf(feature) } : row;
      } else if (belongs && within(feature)) list.push(make(feature, told.get(id)));
    }
    rows.value = sort(list);
    setTimeout(() => {
      rows.value = rows.value.map((row) => (told.has(row.feature.id) && row.told === told.get(row.feature.id) ? { ...row, told: "" } : row));
    }, FRESH_MS);
  }

  /** What is less urgent than the last row comes with a later page. */
  const within = (feature: Feature): boolean => {
    const last = rows.value.at(-1);
    return !next.value || !last || compare(orderOf(feature), last.order) < 0;
  };

  function hear(event: Happening): void {
    if (event.action === "reset") return void read();
    if (OF_SHAFTS.has(event.action)) news.shafts();
    if (!event.body.ticket_id) return;
    waiting.set(String(event.body.ticket_id), event.action);
    if (reading.value) during.add(String(event.body.ticket_id));
    news.told(event);
    timer ??= setTimeout(() => {
      timer = undefined;
      const told = new Map(waiting);
      waiting.clear();
      void refresh([...told.keys()], told);
    }, GATHER_MS);
  }

  const { connected, lost } = useLive(HAPPENINGS, hear);
  let before = false;
  watch(connected, (is) => {
    if (is && before) {
      void read(); // it resumes by itself; what the stream could not tell is read here
      news.shafts();
    }
    before ||= is;
  });
  watch([filters, open], (is, was) => {
    if (JSON.stringify(is) === JSON.stringify(was)) return;
    rows.value = [];
    void read();
  }, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));

  const past = computed(() => rows.value.filter((row) => row.past).length);
  return { rows, next, reading, problem, read, more, refresh, connected, lost, past };
}
