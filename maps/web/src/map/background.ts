/**
 * A base map of somebody else, by setting: layers of tiles one over the other, or an archive of this service. Shapes of an archive
 * are those of the Protomaps basemap v4 (layers earth, landuse, water, roads, buildings by `kind`), in the colours of our own; its
 * words are not drawn, ours are.
 */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from "maplibre-gl";
import type { Site } from "@/api/site";
import type { Ground } from "./colours";

type BaseMap = NonNullable<Site["base_map"]>;
export interface Background { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] }

const here = (address: string): string => (address.startsWith("/") ? location.origin + address : address);

export function tiled(map: BaseMap): Background {
  const sources: Background["sources"] = {}, layers: LayerSpecification[] = [];
  for (const [at, addresses] of map.layers.entries()) {
    const id = `background-${at}`;
    sources[id] = { type: "raster", tiles: addresses.map(here), tileSize: 256, maxzoom: map.max_zoom, attribution: map.attribution };
    layers.push({ id, type: "raster", source: id });
  }
  return { sources, layers };
}

export function archived(map: BaseMap, g: Ground): Background {
  const archive = map.archive!;
  const tiles = [`pmtiles://${here(archive.url)}/{z}/{x}/{y}`];
  const kept = { tiles, minzoom: archive.min_zoom, maxzoom: map.max_zoom, attribution: map.attribution };
  if (!archive.vector) return { sources: { background: { type: "raster", tileSize: 256, ...kept } }, layers: [{ id: "background", type: "raster", source: "background" }] };
  return { sources: { background: { type: "vector", ...kept } }, layers: shapes(g) };
}

const PARKS = ["park", "forest", "wood", "grass", "cemetery", "garden", "nature_reserve", "recreation_ground", "golf_course", "zoo"];
const byKind = (highway: string, major: string, minor: string): ExpressionSpecification =>
  ["match", ["get", "kind"], "highway", highway, "major_road", major, minor];
/** Pixels at zoom 12 and 20: the archive tells no widths. */
const wide = (more: number): ExpressionSpecification => ["interpolate", ["exponential", 1.6], ["zoom"],
  10, ["+", more, ["match", ["get", "kind"], "highway", 1.4, "major_road", 1, 0.4]],
  20, ["+", more, ["match", ["get", "kind"], "highway", 44, "major_road", 36, "path", 5, 20]]];

function shapes(g: Ground): LayerSpecification[] {
  const from = { source: "background" };
  const polygon: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const road: ExpressionSpecification = ["in", ["get", "kind"], ["literal", ["highway", "major_road", "minor_road", "path"]]];
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    { id: "earth", ...from, "source-layer": "earth", type: "fill", filter: polygon, paint: { "fill-color": g.land } },
    { id: "landuse", ...from, "source-layer": "landuse", type: "fill", filter: polygon, paint: { "fill-color": ["match", ["get", "kind"], PARKS, g.park, g.area] } },
    { id: "water", ...from, "source-layer": "water", type: "fill", filter: polygon, paint: { "fill-color": g.water } },
    { id: "streams", ...from, "source-layer": "water", type: "line", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": g.water, "line-width": 1.6 } },
    { id: "buildings", ...from, "source-layer": "buildings", type: "fill", minzoom: 14, filter: polygon, paint: { "fill-color": g.building, "fill-outline-color": g.wall } },
    { id: "roads-casing", ...from, "source-layer": "roads", type: "line", minzoom: 13, filter: road, layout: round, paint: { "line-color": byKind(g.mainCasing, g.mainCasing, g.casing), "line-width": wide(1.6) } },
    { id: "roads", ...from, "source-layer": "roads", type: "line", filter: road, layout: round, paint: { "line-color": byKind(g.trunk, g.main, g.road), "line-width": wide(0) } },
    { id: "rails", ...from, "source-layer": "roads", type: "line", filter: ["==", ["get", "kind"], "rail"], paint: { "line-color": g.rail, "line-width": 2 } },
  ];
}
