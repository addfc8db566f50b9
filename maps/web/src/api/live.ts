/** The live stream of events: resumes by itself from the last number, falls back on nothing being lost but freshness. */
import { onScopeDispose, ref } from "vue";

export interface Happening {
  number: string;
  action: string;
  body: Record<string, unknown>;
}

/** Connected while the calling component lives. `told` gets each event; `connected` says whether what is shown is live. */
export function useLive(actions: readonly string[], told: (event: Happening) => void) {
  const connected = ref(false);
  const source = new EventSource("/api/v1/events");
  source.onopen = () => (connected.value = true);
  source.onerror = () => (connected.value = false);
  for (const action of actions) {
    source.addEventListener(action, (event) => {
      const message = event as MessageEvent<string>;
      told({ number: message.lastEventId, action, body: JSON.parse(message.data) as Record<string, unknown> });
    });
  }
  onScopeDispose(() => source.close());
  return { connected };
}
