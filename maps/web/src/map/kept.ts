/** Tiles by way of the device: from the network where there is one, else from what was taken along. Needs no service worker. */
import type * as MapLibre from "maplibre-gl";
import { session } from "@/api/session";
import { tile } from "@/store/area";
import { read } from "@/store/taken";

let added = false;

/** Teaches MapLibre the addresses `kept://tiles/…`; once. */
export function readKept(maplibre: typeof MapLibre): void {
  if (added) return;
  added = true;
  maplibre.addProtocol("kept", async ({ url }, { signal }) => ({
    data: await tile(url.replace("kept:/", ""), session.person?.account_id ?? "", signal),
  }));
}

/** Names on the map, of now or as they were taken along. */
export async function keptNames(): Promise<unknown> {
  return read("/api/v1/map-names").then(({ data }) => data, () => ({ type: "FeatureCollection", features: [] }));
}
