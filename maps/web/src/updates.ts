/** A new version of the application waits until the person says so: it never takes the page from under somebody who is writing. */
import { ref } from "vue";

export const waiting = ref<(() => void) | null>(null);

/** Registers the worker where the browser has one; where it has none (WeChat, plain http) everything but the offline start works. */
export async function followUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const { Workbox } = await import("workbox-window");
  const worker = new Workbox("/app/worker.js", { scope: "/app/" });
  worker.addEventListener("waiting", () => {
    waiting.value = () => {
      worker.addEventListener("controlling", () => location.reload());
      worker.messageSkipWaiting();
    };
  });
  await worker.register().catch(() => undefined);
}
