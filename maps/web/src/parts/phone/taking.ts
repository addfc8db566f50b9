/** The map that this device takes along: how far it is, how large and how old it is, and what was in the way. */
import { computed, onMounted, ref } from "vue";
import { person } from "@/api/session";
import type { Progress } from "@/store/area";
import { StorageFull } from "@/store/storage";
import { dropPack, packInfo, type Pack } from "@/store/taken";

/** `full` and `tooLarge` say in the page's words that there is no room, or that it is more tiles than a phone takes. */
export function useTaking(words: { full: () => string; tooLarge: (tiles: string) => string }) {
  const pack = ref<Pack | null>(null), progress = ref<Progress | null>(null), problem = ref<unknown>(null), said = ref("");
  const account = computed(() => person.value?.account_id ?? "");

  /** `fetchAll` takes it, for an account, and tells how far it is. */
  async function take(fetchAll: (account: string, tell: (now: Progress) => void) => Promise<Pack>): Promise<void> {
    problem.value = null;
    said.value = "";
    try {
      pack.value = await fetchAll(account.value, (now) => (progress.value = now));
    } catch (error) {
      if (error instanceof StorageFull) said.value = words.full();
      else if (error instanceof RangeError) said.value = words.tooLarge(error.message);
      else problem.value = error;
      pack.value = await packInfo(account.value);
    } finally {
      progress.value = null;
    }
  }

  async function drop(): Promise<void> {
    await dropPack(account.value);
    pack.value = null;
  }

  onMounted(async () => (pack.value = await packInfo(account.value).catch(() => null)));
  return { pack, progress, problem, said, take, drop };
}
