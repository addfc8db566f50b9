/** A session that nobody uses ends: asks from time to time, without keeping it alive by that, whether it is still there. */
import { onScopeDispose } from "vue";
import { load, session } from "./session";

const EVERY_MS = 30_000;

/** While the calling component lives. A phone without network stays as it is: what it captures waits in its outbox. */
export function useIdle(): void {
  const timer = setInterval(() => {
    if (session.person?.idle_minutes && !session.person.owes && navigator.onLine) void load(true);
  }, EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
}
