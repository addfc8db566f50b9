/** Cells on a map: coloured by minutes against the limit, bordered, labelled with their minutes. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { GeoJSONSource, Map as MapLibreMap } from "maplibre-gl";
import { inside } from "./drafts/figures";
import { BANDS, bandOf, labelOf } from "./minutes";

export interface CellFacts {
  code: string;
  name_zh: string;
  kind: string;
  minutes: number | null;
  over_limit: boolean;
  households?: number | null;
  locked?: boolean;
}

export interface CellFeature {
  id: string;
  geometry: Geometry;
  properties: CellFacts;
}

const FONT = ["Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"];
const colours = BANDS.filter((one) => one.band !== "over").flatMap((one) => [one.band, one.colour]);

/** Where the label of a cell stands: the middle of its outer ring, or of its box where that lies outside. Pure. */
export function labelPoint(shape: Geometry): Position {
  const ring = shape.type === "Polygon" ? shape.coordinates[0]! : shape.type === "MultiPolygon" ? shape.coordinates[0]![0]! : [];
  const [west, south, east, north] = boundsOf([{ geometry: shape }]) ?? [0, 0, 0, 0];
  const [x0, y0] = [west, south];
  let area = 0, x = 0, y = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = [ring[i]![0]! - x0, ring[i]![1]! - y0], [bx, by] = [ring[i + 1]![0]! - x0, ring[i + 1]![1]! - y0];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  const middle: Position = [x0 + x / (3 * area), y0 + y / (3 * area)];
  return area && inside(middle, ring) ? middle : [(west + east) / 2, (south + north) / 2];
}

function labels(cells: FeatureCollection): FeatureCollection {
  return { type: "FeatureCollection", features: cells.features.map((cell) => ({ ...cell, geometry: { type: "Point", coordinates: labelPoint(cell.geometry) } })) };
}

/** As the map draws them; a cell that is `chosen` has a thick border. */
export function drawn(cells: readonly CellFeature[], limit: number, chosen: string | null = null): FeatureCollection {
  const features: Feature[] = cells.map((cell) => ({
    type: "Feature",
    geometry: cell.geometry,
    properties: {
      code: cell.properties.code,
      band: bandOf(cell.properties.minutes, limit),
      label: labelOf(cell.properties.minutes, limit),
      chosen: cell.properties.code === chosen,
    },
  }));
  return { type: "FeatureCollection", features };
}

/** Puts cells on the map, or changes those that are there. Call it again after `restyled`. */
export function putCells(map: MapLibreMap, cells: FeatureCollection, dark: boolean): void {
  const source = map.getSource("cells") as GeoJSONSource | undefined;
  if (source) {
    source.setData(cells);
    (map.getSource("cell-labels") as GeoJSONSource).setData(labels(cells));
    return;
  }
  const over = BANDS.at(-1)!.colour, line = dark ? "#e8eef2" : "#1d2b36";
  map.addSource("cells", { type: "geojson", data: cells });
  map.addSource("cell-labels", { type: "geojson", data: labels(cells) });  // of an area every tile would write its own
  map.addLayer({ id: "cells-fill", type: "fill", source: "cells", paint: { "fill-color": ["match", ["get", "band"], ...colours, over] as never, "fill-opacity": 0.55 } });
  map.addLayer({ id: "cells-line", type: "line", source: "cells", paint: { "line-color": line, "line-width": ["case", ["get", "chosen"], 4, 1.2] } });
  map.addLayer({ id: "cells-over", type: "line", source: "cells", filter: ["==", ["get", "band"], "over"], paint: { "line-color": over, "line-width": 3, "line-dasharray": [2, 1.5] } });
  map.addLayer({
    id: "cells-label", type: "symbol", source: "cell-labels",
    layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 13, "text-padding": 1 },
    paint: { "text-color": "#10171c", "text-halo-color": "#ffffff", "text-halo-width": 1.8 },
  });
}

/** West, south, east, north of shapes; null for none. */
export function boundsOf(cells: readonly { geometry: Geometry }[]): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") {
      const [x, y] = part as [number, number];
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else part.forEach(walk);
  };
  for (const cell of cells) if ("coordinates" in cell.geometry) walk(cell.geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}
