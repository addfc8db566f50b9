/** A PMTiles archive of this service, read in parts; loaded only where one is set. */
import type * as MapLibre from "maplibre-gl";
import { Protocol } from "pmtiles";

let added = false;

/** Teaches MapLibre the addresses `pmtiles://…`; once. */
export function readArchives(maplibre: typeof MapLibre): void {
  if (added) return;
  added = true;
  maplibre.addProtocol("pmtiles", new Protocol().tile);
}
