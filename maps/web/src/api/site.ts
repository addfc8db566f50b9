/** What this installation is: its area, its imprint, its phones, its base map. Kept on the device for the time without network. */
import { computed, shallowRef } from "vue";
import { api, type Schemas } from "./client";

export type Site = Schemas["SiteAnswer"];

const KEPT = "jingge.site";
const known = shallowRef<Site | null>(JSON.parse(localStorage.getItem(KEPT) ?? "null") as Site | null);
export const site = computed(() => known.value);

/** Asks anew; silence leaves what is known. */
export async function loadSite(): Promise<void> {
  try {
    const { data } = await api.GET("/api/v1/site");
    if (data) {
      known.value = data as Site;
      localStorage.setItem(KEPT, JSON.stringify(data));
    }
  } catch {
    // what is known stays; the page says by itself that there is no network
  }
}
