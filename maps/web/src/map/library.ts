/** MapLibre, loaded once and only where a map is shown; its worker is a file of this application. */
import type * as MapLibre from "maplibre-gl";

let loading: Promise<typeof MapLibre> | undefined;

export function library(): Promise<typeof MapLibre> {
  loading ??= Promise.all([
    import("maplibre-gl"),
    import("maplibre-gl/dist/maplibre-gl-worker.mjs?url"),
    import("maplibre-gl/dist/maplibre-gl.css"),
  ]).then(([maplibre, worker]) => {
    maplibre.setWorkerUrl((worker as { default: string }).default);
    return maplibre;
  });
  return loading;
}
