/** The live stream of events: resumes by itself from the last number, falls back on nothing being lost but freshness. */
import { onScopeDispose, ref } from "vue";

export interface Happening {
  number: string;
  action: string;
  body: Record<string, unknown>;
}

/** A stream that was refused (too many, signed out, a proxy) is asked for again after so long. */
const AGAIN_MS = 5000;

/**
 * Connected while the calling component lives. `told` gets each event; `connected` says whether what is shown is live, `lost` since
 * when it is not. Hear `reset` too: the list has to be read again then.
 */
export function useLive(actions: readonly string[], told: (event: Happening) => void) {
  const connected = ref(false);
  const lost = ref<number | null>(null);
  let last = "", timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;

  function open(): void {
    source = new EventSource(last ? `/api/v1/events?after=${last}` : "/api/v1/events");
    source.onopen = () => {
      connected.value = true;
      lost.value = null;
    };
    source.onerror = () => {
      connected.value = false;
      lost.value ??= Date.now();
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    };
    for (const action of actions) {
      source.addEventListener(action, (event) => {
        const message = event as MessageEvent<string>;
        last = message.lastEventId;
        told({ number: message.lastEventId, action, body: JSON.parse(message.data) as Record<string, unknown> });
      });
    }
  }
  open();
  onScopeDispose(() => {
    clearTimeout(timer);
    source.close();
  });
  return { connected, lost };
}
