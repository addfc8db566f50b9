/** The outline of one cell, drawn by hand with Terra Draw: corners are dragged, new ones come from the middle of a side. */
import type { Polygon, Position } from "geojson";
import type { Map as MapLibreMap } from "maplibre-gl";

const DIGITS = 9;
const PREFIX = "outline", SOURCES = ["point", "linestring", "polygon"].map((kind) => `${PREFIX}-${kind}`);
const key = ([x, y]: Position) => `${x!.toFixed(DIGITS)} ${y!.toFixed(DIGITS)}`;

/** Corners that were not moved get back every digit they had: a border that stays, stays to the bit. Pure. */
export function exact(ring: readonly Position[], original: readonly Position[]): [number, number][] {
  const known = new Map(original.map((corner) => [key(corner), corner]));
  return ring.map((corner) => {
    const [x, y] = known.get(key(corner)) ?? corner;
    return [x!, y!];
  });
}

export interface Outline {
  stop(): void;
}

/** Ends the drawing, also where a new style has taken away what it stood on: Terra Draw empties its sources before it lets go. */
function stop(map: MapLibreMap, draw: { stop(): void }): void {
  const quiet = () => undefined;  // layers that are gone cannot be taken away again
  map.on("error", quiet);
  for (const id of SOURCES) if (!map.getSource(id)) map.addSource(id, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  draw.stop();
  map.off("error", quiet);
}

/** Opens the outline for dragging; `moved` is told of it while and after a corner is dragged. Terra Draw is loaded here alone. */
export async function openOutline(map: MapLibreMap, shape: Polygon, moved: (rings: [number, number][][]) => void): Promise<Outline> {
  const [{ TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode }, { TerraDrawMapLibreGLAdapter }] = await Promise.all([
    import("terra-draw"),
    import("terra-draw-maplibre-gl-adapter"),
  ]);
  const corners = { draggable: true, midpoints: { draggable: true }, deletable: true };
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: DIGITS, prefixId: PREFIX }),
    modes: [
      new TerraDrawPolygonMode(),
      new TerraDrawSelectMode({
        flags: { polygon: { feature: { draggable: false, coordinates: corners } } },
        styles: { selectedPolygonColor: "#d97a12", selectedPolygonFillOpacity: 0.15, selectedPolygonOutlineColor: "#d97a12", selectedPolygonOutlineWidth: 3, selectionPointColor: "#ffffff", selectionPointOutlineColor: "#8a5300", selectionPointOutlineWidth: 2, selectionPointWidth: 6, midPointColor: "#d97a12", midPointWidth: 4 },
      }),
    ],
  });
  draw.start();
  const rounded = shape.coordinates.map((ring) => ring.map(([x, y]) => [Number(x!.toFixed(DIGITS)), Number(y!.toFixed(DIGITS))]));
  const [added] = draw.addFeatures([{ type: "Feature", geometry: { type: "Polygon", coordinates: [rounded[0]!] }, properties: { mode: "polygon" } }]);
  if (!added?.valid || added.id === undefined) throw new Error(added?.reason ?? "outline");
  const id = added.id;
  draw.setMode("select");
  draw.selectFeature(id);
  draw.on("change", (ids, kind) => {
    if (kind === "delete" || !ids.includes(id)) return;
    const now = draw.getSnapshotFeature(id);
    if (now?.geometry.type !== "Polygon") return;
    const holes = shape.coordinates.slice(1).map((ring) => ring.map(([x, y]): [number, number] => [x!, y!]));
    moved([exact(now.geometry.coordinates[0]!, shape.coordinates[0]!), ...holes]);
  });
  return { stop: () => stop(map, draw) };
}
