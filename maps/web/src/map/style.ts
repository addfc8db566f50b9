/** The district's own base map as a MapLibre style: vector tiles of this service, no glyph or sprite fetched from anywhere. */
import type { CircleLayerSpecification, DataDrivenPropertyValueSpecification, ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Site } from "@/api/site";
import { archived, tiled } from "./background";
import { CELLS, FAMILIES, GROUND, STATES, type Ground } from "./colours";

/** What may lie on the base map. */
export type Layer = "covers" | "grids" | "micro_grids" | "segments" | "compounds" | "tickets";

export interface Wanted {
  theme: "light" | "dark";
  layers: readonly Layer[];
  /** ISO time: the register as it was. */
  asOf?: string | null;
  site?: Site | null;
  language: "zh-CN" | "en";
  /** Tiles come by way of what this device has taken along (`kept.ts`). */
  kept?: boolean;
}

const FONT = ["Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"];
/** Zooms the service draws; further in the last ones are stretched. */
const MIN_ZOOM = 8, MAX_ZOOM = 18;

function tiles(layer: string, asOf?: string | null, kept = false): SourceSpecification {
  const host = kept ? "kept:/" : location.origin;
  const when = asOf ? `?as_of=${encodeURIComponent(asOf)}` : "";
  return { type: "vector", tiles: [`${host}/tiles/${layer}/{z}/{x}/{y}.mvt${when}`], minzoom: MIN_ZOOM, maxzoom: MAX_ZOOM };
}

/** Metres of a road become pixels: its width doubles with each zoom, and never falls below `least`. */
function width(least: number, more = 0): DataDrivenPropertyValueSpecification<number> {
  const metres: ExpressionSpecification = ["coalesce", ["get", "width_m"], 6];
  const at = (zoom: number): ExpressionSpecification => ["max", least + more, ["+", more, ["/", ["*", metres, 2 ** zoom], 156543 * 0.8]]];
  return ["interpolate", ["exponential", 2], ["zoom"], 12, at(12), 20, at(20)];
}

const byClass = (main: string, trunk: string, other: string): ExpressionSpecification =>
  ["match", ["get", "road_class"], "trunk", trunk, "main", main, other];

function base(g: Ground): LayerSpecification[] {
  const from = { source: "base" };
  return [
    { id: "ground", type: "background", paint: { "background-color": g.beyond } },
    { id: "land", ...from, "source-layer": "land", type: "fill", paint: { "fill-color": g.land } },
    { id: "area", ...from, "source-layer": "area", type: "fill", paint: { "fill-color": ["match", ["get", "kind"], "park", g.park, ["water", "sea", "river"], g.water, g.area] } },
    { id: "compound", ...from, "source-layer": "compound", type: "fill", minzoom: 14, paint: { "fill-color": g.compound } },
    { id: "building", ...from, "source-layer": "building", type: "fill", minzoom: 15, paint: { "fill-color": g.building, "fill-outline-color": g.wall } },
    { id: "coast", ...from, "source-layer": "line", type: "line", filter: ["==", ["get", "kind"], "coast"], paint: { "line-color": g.water, "line-width": 1.2 } },
    { id: "casing", ...from, "source-layer": "casing", type: "line", minzoom: 13, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": byClass(g.mainCasing, g.mainCasing, g.casing), "line-width": width(1, 1.6) } },
    { id: "road", ...from, "source-layer": "road", type: "line", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": byClass(g.main, g.trunk, g.road), "line-width": width(1) } },
    { id: "rail", ...from, "source-layer": "line", type: "line", filter: ["==", ["get", "kind"], "railway"], paint: { "line-color": g.rail, "line-width": 2.6 } },
    { id: "sleepers", ...from, "source-layer": "line", type: "line", minzoom: 13, filter: ["==", ["get", "kind"], "railway"], paint: { "line-color": g.land, "line-width": 1.2, "line-dasharray": [5, 5] } },
  ];
}

function names(g: Ground, language: string): LayerSpecification[] {
  const text: ExpressionSpecification = ["get", language === "en" ? "en" : "zh"];
  const paint = { "text-color": g.text, "text-halo-color": g.halo, "text-halo-width": 1.4 };
  const kinds: [string, string[], number, number, number][] = [
    ["street-names", ["street"], 11, 15.5, 14],
    ["main-names", ["trunk", "main"], 14, 22, 12],
    ["community-names", ["community"], 15, 17.5, 12],
    ["road-names", ["secondary", "branch"], 16, 22, 12],
  ];
  return kinds.map(([id, kind, minzoom, maxzoom, size]) => ({
    id, source: "names", type: "symbol", minzoom, maxzoom, filter: ["in", ["get", "kind"], ["literal", kind]],
    layout: { "text-field": text, "text-font": FONT, "text-size": size, "text-rotate": ["get", "turn"], "text-rotation-alignment": "map", "text-padding": 6, "text-max-width": 8 },
    paint,
  } satisfies LayerSpecification));
}

const classColour: ExpressionSpecification = ["match", ["get", "class_code"],
  ...Object.values(FAMILIES).filter((one) => one.classes.length).flatMap((one) => [[...one.classes], one.colour]), FAMILIES.other!.colour] as unknown as ExpressionSpecification;
/**
 * One shader for both layers of covers: MapLibre keeps one for each list of what comes of the feature, of feature and zoom, of
 * neither, in the order written. A second one would be compiled, and the map stand still for it, in the middle of a zoom.
 */
function dots(colour: ExpressionSpecification, radius: ExpressionSpecification, opacity: number, rim: string, rimWidth: ExpressionSpecification | number): CircleLayerSpecification["paint"] {
  return { "circle-color": colour, "circle-radius": radius, "circle-opacity": opacity, "circle-stroke-color": rim, "circle-stroke-width": rimWidth };
}

const manyColour: ExpressionSpecification = ["interpolate", ["linear"], ["get", "covers"], 1, "#4a7086", 60, "#274558"];
const many = (times: number): ExpressionSpecification => ["*", times, ["min", 4, ["+", 0.7, ["*", 0.16, ["sqrt", ["get", "covers"]]]]]];
/** A gully grating is drawn smaller than a manhole: there are many along each kerb. */
const size = (pixels: number): ExpressionSpecification => ["match", ["get", "class_code"], "01004", pixels * 0.75, pixels];
const stateColour: ExpressionSpecification = ["match", ["get", "state"], ...Object.entries(STATES).flat(), "#666666"] as unknown as ExpressionSpecification;
/** What is done lies small beneath what is open. */
const ended: ExpressionSpecification = ["in", ["get", "state"], ["literal", ["closed", "archived"]]];
const cellColour: ExpressionSpecification = ["match", ["get", "kind"], ...Object.entries(CELLS).flat(), "#7d8a94"] as unknown as ExpressionSpecification;

function over(layer: Layer, g: Ground): LayerSpecification[] {
  const source = layer;
  switch (layer) {
    case "covers": return [
      { id: "cover-density", source, "source-layer": "density", type: "circle", maxzoom: 15, paint: dots(manyColour, ["interpolate", ["linear"], ["zoom"], 10, many(0.8), 14.9, many(1.1)], 0.45, g.halo, 0) },
      { id: "covers", source, "source-layer": "covers", type: "circle", minzoom: 15, paint: dots(classColour, ["interpolate", ["linear"], ["zoom"], 15, size(1.6), 17, size(4), 18, size(6), 20, size(9)], 1, g.halo, ["step", ["zoom"], 0, 17, 1.2]) },
    ];
    case "grids": return [
      { id: "grid", source, "source-layer": "grid", type: "line", minzoom: 14, paint: { "line-color": g.border, "line-opacity": 0.5, "line-width": 1, "line-dasharray": [4, 4] } },
      { id: "community", source, "source-layer": "community", type: "line", minzoom: 13, paint: { "line-color": g.border, "line-opacity": 0.5, "line-width": 1.2 } },
      { id: "street", source, "source-layer": "street", type: "line", paint: { "line-color": g.border, "line-opacity": 0.75, "line-width": 1.8, "line-dasharray": [6, 3] } },
    ];
    case "micro_grids": return [
      { id: "cell-fill", source, "source-layer": "micro_grid", type: "fill", minzoom: 15, paint: { "fill-color": cellColour, "fill-opacity": 0.14 } },
      { id: "cell-line", source, "source-layer": "micro_grid", type: "line", minzoom: 15, paint: { "line-color": cellColour, "line-width": 1.2 } },
    ];
    case "segments": return [{ id: "segments", source, "source-layer": "segments", type: "line", paint: { "line-color": "#1f6f8b", "line-width": 2.4 } }];
    case "compounds": return [
      { id: "compound-fill", source, "source-layer": "compounds", type: "fill", paint: { "fill-color": "#1f6f8b", "fill-opacity": 0.1 } },
      { id: "compound-line", source, "source-layer": "compounds", type: "line", paint: { "line-color": "#1f6f8b", "line-width": 1.2 } },
    ];
    case "tickets": return [{ id: "tickets", source, "source-layer": "tickets", type: "circle", layout: { "circle-sort-key": ["case", ended, 0, 1] }, paint: { "circle-color": stateColour, "circle-radius": ["case", ended, 3.5, ["get", "hazard"], 8, 6], "circle-stroke-color": ["case", ["all", ["get", "hazard"], ["!", ended]], "#b3261e", g.halo], "circle-stroke-width": ["case", ended, 1, 2] } }];
  }
}

/** The whole style. `names` is filled by the map itself, with GeoJSON that the offline area may hold. */
export function style(wanted: Wanted): StyleSpecification {
  const ground = GROUND[wanted.theme];
  const background = wanted.site?.base_map;
  const sources: Record<string, SourceSpecification> = {
    base: tiles("base", wanted.asOf, wanted.kept),
    names: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  };
  const layers = base(ground);
  if (background) {
    const set = background.archive ? archived(background, ground) : tiled(background);
    Object.assign(sources, set.sources);
    layers.splice(1, layers.length, ...set.layers);
  }
  for (const layer of wanted.layers) {
    sources[layer] = tiles(layer, wanted.asOf, wanted.kept);
    layers.push(...over(layer, ground));
  }
  return { version: 8, sources, layers: [...layers, ...names(ground, wanted.language)] };
}
