/** Takes the area along: tiles round the assigned units, their covers and lists, names on the map, tables of the forms. */
import { ask } from "@/api/client";
import { Problem } from "@/api/problem";
import { keepPackInfo, keepTaken, packOf, read, takenBody, type Pack } from "./taken";

export type Box = [west: number, south: number, east: number, north: number];
type Point = readonly [number, number];

/** Zooms at which a whole area is taken, and those taken only round the units: a walk is read close by. */
const WIDE = [11, 12, 13, 14, 15], CLOSE = [16, 17, 18];
const AROUND_M = 120;
const AT_ONCE = 4;
const PAGE = 1000;
/** More than this is no walk: the device says so instead of filling itself. */
export const MOST_TILES = 6000;

const column = (lon: number, zoom: number) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
function row(lat: number, zoom: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** zoom);
}

/** Every point of a GeoJSON geometry, and points between those that lie far apart. */
export function pointsOf(geometry: { coordinates?: unknown } | null | undefined, step = AROUND_M): Point[] {
  const found: Point[] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") {
      const point = part as unknown as Point, last = found.at(-1);
      if (last) {
        const pieces = Math.ceil((Math.hypot((point[0] - last[0]) * 0.8, point[1] - last[1]) * 111_195) / step);
        if (pieces < 50) for (let n = 1; n < pieces; n++) found.push([last[0] + ((point[0] - last[0]) * n) / pieces, last[1] + ((point[1] - last[1]) * n) / pieces]);
      }
      found.push(point);
    } else part.forEach(walk);
  };
  walk(geometry?.coordinates);
  return found;
}

export function boxOf(points: readonly Point[], metres = AROUND_M): Box | null {
  if (!points.length) return null;
  const high = metres / 111_195, wide = high / 0.75;
  const lons = points.map((point) => point[0]), lats = points.map((point) => point[1]);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b)), most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return [least(lons) - wide, least(lats) - high, most(lons) + wide, most(lats) + high];
}

/** Addresses of the tiles an area needs: all of its box further out, close by only those round the units. */
export function tilesOf(points: readonly Point[], layers: readonly string[]): string[] {
  const found = new Set<string>();
  const add = ([west, south, east, north]: Box, zoom: number) => {
    for (let x = column(west, zoom); x <= column(east, zoom); x++) for (let y = row(north, zoom); y <= row(south, zoom); y++) found.add(`${zoom}/${x}/${y}`);
  };
  const whole = boxOf(points);
  if (!whole) return [];
  for (const zoom of WIDE) add(whole, zoom);
  for (const zoom of CLOSE) for (const point of points) add(boxOf([point])!, zoom);
  return [...found].flatMap((tile) => layers.map((layer) => `/tiles/${layer}/${tile}.mvt`));
}

export interface Progress {
  done: number;
  of: number;
}

/** A cover as it is taken along. */
export interface Cover {
  code: string;
  class_code: string;
  spoken: string | null;
  road_name: string | null;
  community_zh: string | null;
  lon: number;
  lat: number;
  accuracy_m: number | null;
}

interface AssetPage { features: { geometry: { coordinates: [number, number] }; properties: Omit<Cover, "lon" | "lat"> & { code: string } }[]; next: string | null }

/** Where the covers of the area lie among what was taken along. */
export const COVERS = "/taken/covers";

async function coversIn(box: Box): Promise<Cover[]> {
  const found: Cover[] = [];
  for (let cursor = ""; ;) {
    const page = (await (await ask(`/api/v1/assets?bbox=${box.map((degrees) => degrees.toFixed(6)).join(",")}&limit=${PAGE}&cursor=${cursor}`)).json()) as AssetPage;
    for (const { geometry, properties: it } of page.features) {
      found.push({ code: it.code, class_code: it.class_code, spoken: it.spoken, road_name: it.road_name, community_zh: it.community_zh,
        lon: geometry.coordinates[0], lat: geometry.coordinates[1], accuracy_m: it.accuracy_m });
    }
    if (!page.next) return found;
    cursor = page.next;
  }
}

/**
 * Fetches everything the area needs; may be repeated, and goes on after a cut. `paths` are lists to be kept beside the tiles.
 * Throws Problem, StorageFull, and RangeError for an area larger than a walk.
 */
export async function takeAlong(account: string, points: readonly Point[], paths: readonly string[], told: (progress: Progress) => void): Promise<Pack> {
  const tiles = tilesOf(points, ["base", "covers"]);
  if (tiles.length > MOST_TILES) throw new RangeError(String(tiles.length));
  const pack: Pack = { id: packOf(account), at: null, tiles: 0, covers: 0, bytes: 0 };
  await keepPackInfo(pack);
  for (const path of paths) await read(path);
  const box = boxOf(points);
  const covers = box ? await coversIn(box) : [];
  const body = new TextEncoder().encode(JSON.stringify(covers)).buffer as ArrayBuffer;
  await keepTaken(COVERS, body, "application/json", account);
  pack.covers = covers.length;
  pack.bytes += body.byteLength;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let path = tiles[next++]; path; path = tiles[next++]) {
      const tile = await (await ask(path)).arrayBuffer();
      await keepTaken(path, tile, "application/vnd.mapbox-vector-tile", account);
      pack.bytes += tile.byteLength;
      told({ done: ++pack.tiles, of: tiles.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  pack.at = new Date().toISOString();
  await keepPackInfo(pack);
  return pack;
}

/** Covers that were taken along; empty where none were. */
export async function coversTaken(account: string): Promise<Cover[]> {
  const body = await takenBody(COVERS, account);
  return body ? (JSON.parse(new TextDecoder().decode(body)) as Cover[]) : [];
}

/** A tile: from the network where there is one, else from the device. Throws Problem (404: neither has it). */
export async function tile(path: string, account: string, signal: AbortSignal): Promise<ArrayBuffer> {
  if (navigator.onLine) {
    try {
      return await (await ask(path, { signal })).arrayBuffer();
    } catch (problem) {
      if (signal.aborted || !(problem instanceof Problem) || !problem.passing) throw problem;
    }
  }
  const body = await takenBody(path, account);
  if (!body) throw new Problem(404, "not_taken", path, "");
  return body;
}
