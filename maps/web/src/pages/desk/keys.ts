/** Keys of a page: off while somebody types, while a dialog is open, and with Ctrl, Alt or Meta held. */
import { onScopeDispose } from "vue";

export const KEYS = { dispatch: "d", transfer: "t", help: "?" } as const;

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog, .maplibregl-map";
const OWN = "a, button, summary, input";

export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const at = event.target instanceof Element ? event.target : null;
    if (at?.closest(TYPING)) return;
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act || ((event.key === "Enter" || event.key === " ") && at?.closest(OWN))) return;
    event.preventDefault();
    act(event);
  }
  window.addEventListener("keydown", press);
  onScopeDispose(() => window.removeEventListener("keydown", press));
}
