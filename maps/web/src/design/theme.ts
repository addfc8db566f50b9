/** Light or dark: as the device says until somebody chooses. Remembered on this device. */
import { ref } from "vue";

export type Theme = "light" | "dark";
const KEPT = "jingge.theme";
const wish = matchMedia("(prefers-color-scheme: dark)");
const chosen = localStorage.getItem(KEPT) as Theme | null;

export const theme = ref<Theme>(chosen ?? (wish.matches ? "dark" : "light"));

function show(): void {
  document.documentElement.dataset.theme = theme.value;
}

/** Chooses, for good on this device. */
export function choose(wanted: Theme): void {
  theme.value = wanted;
  localStorage.setItem(KEPT, wanted);
  show();
}

wish.addEventListener("change", (event) => {
  if (localStorage.getItem(KEPT)) return;
  theme.value = event.matches ? "dark" : "light";
  show();
});
show();
