/** A long list read page by page, found by what stands in the address. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { useRoute, useRouter } from "vue-router";

export interface Page<Row, Cursor> {
  items: Row[];
  next: Cursor | null;
}

export interface Pages<Cursor> {
  next: Readonly<Ref<Cursor | null>>;
  problem: Readonly<Ref<unknown>>;
  reading: Readonly<Ref<boolean>>;
  /** The first page anew, or the one after what is there. */
  read(after?: Cursor): Promise<void>;
}

/**
 * Reads anew whenever what is `asked` changes. An answer that comes after a newer question is dropped, so that what stands in the
 * list is always what stands in the filters.
 */
export function usePages<Asked, Row, Cursor extends string | number>(asked: Ref<Asked>, get: (asked: Asked, after?: Cursor) => Promise<Page<Row, Cursor> | undefined>) {
  const next = shallowRef(null) as ShallowRef<Cursor | null>;  // of a type that is only known to the caller
  const rows = shallowRef<Row[]>([]), problem = ref<unknown>(), reading = ref(false);
  let last = 0;

  async function read(after?: Cursor): Promise<void> {
    const mine = ++last;
    problem.value = undefined;
    reading.value = true;
    try {
      const page = await get(asked.value, after);
      if (mine !== last) return;
      rows.value = after === undefined ? (page?.items ?? []) : [...rows.value, ...(page?.items ?? [])];
      next.value = page?.next ?? null;
    } catch (error) {
      if (mine === last) problem.value = error;
    } finally {
      if (mine === last) reading.value = false;
    }
  }

  watch(asked, () => void read(), { immediate: true });
  return { rows, pages: { next, problem, reading, read } satisfies Pages<Cursor> };
}

/** What a filter says goes into the address; an empty one out of it. */
export function useFilters(): (name: string, event: Event) => void {
  const route = useRoute(), router = useRouter();
  return (name, event) => {
    const value = (event.target as HTMLInputElement | HTMLSelectElement).value.trim();
    void router.replace({ query: { ...route.query, [name]: value || undefined } });
  };
}
