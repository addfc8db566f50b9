import type { Position } from "geojson";
import { describe, expect, it } from "vitest";
import { boundsOf, drawn, labelPoint } from "@/pages/planner/cells";
import { figures, homesAfter, inside, shareOf, type Atom, type Cell, type Edit } from "@/pages/planner/drafts/figures";
import { exact } from "@/pages/planner/drafts/outline";
import { mappingOf } from "@/pages/planner/imports/useImport";
import { BANDS, bandOf, labelOf } from "@/pages/planner/minutes";
import { uuid } from "@/pages/planner/uuid";

const box = (west: number): Position[] => [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]];
const cells: Cell[] = [0, 1, 2].map((i) => ({ code: `c${i}`, minutes: 60, locked: i === 2, ring: box(i) }));
const atoms: Atom[] = [0, 1, 2].flatMap((i) => [0.25, 0.75].map((x) => ({ row: 2 * i + (x > 0.5 ? 1 : 0), cell: `c${i}`, minutes: 30, at: [i + x, 0.5] })));

describe("bands", () => {
  it("tells the limit itself from what is over it", () => {
    expect([null, 0, 108, 109, 171, 180, 180.00005, 180.1].map((minutes) => bandOf(minutes, 180))).toEqual(["none", "none", "light", "half", "well", "full", "full", "over"]);
    expect([labelOf(180.2, 180), labelOf(179.6, 180), labelOf(null, 180)]).toEqual(["▲181", "180", "–"]);
    expect(new Set(BANDS.map((one) => one.colour)).size).toBe(BANDS.length);
  });
});

describe("live figures", () => {
  it("move with an entrance, and nothing is lost", () => {
    const after = figures(cells, atoms, [{ kind: "move", atoms: [0], to: "c1" }], 0);
    expect(after.map((one) => one.after)).toEqual([30, 90, 60]);
    expect(after.map((one) => one.before)).toEqual([60, 60, 60]);
  });
  it("move with a border; a locked cell gives nothing", () => {
    const wide: [number, number][] = [[0, 0], [3, 0], [3, 1], [0, 1], [0, 0]];
    const edit: Edit = { kind: "reshape", cell: "c0", shape: { type: "Polygon", coordinates: [wide] } };
    expect(homesAfter(cells, atoms, [edit])).toEqual(["c0", "c0", "c0", "c0", "c2", "c2"]);
    const narrow: [number, number][] = [[0, 0], [0.5, 0], [0.5, 1], [0, 1], [0, 0]];
    expect(homesAfter(cells, atoms, [{ ...edit, shape: { type: "Polygon", coordinates: [narrow] } }])[1]).toBe("c1");
  });
  it("add up where cells become one", () => {
    expect(figures(cells, atoms, [{ kind: "merge", cells: ["c0", "c1"] }], 0)).toEqual([{ code: "c0", before: 60, after: 120 }, { code: "c2", before: 60, after: 60 }]);
  });
  it("know that people share a round and have a way to its first door", () => {
    expect(shareOf(cells.map((cell) => ({ ...cell, minutes: 40 })), atoms, 10)).toBe(0.5);
    expect(shareOf([], [], 0)).toBe(1);
  });
  it("know inside from outside", () => {
    expect([inside([0.5, 0.5], box(0)), inside([1.5, 0.5], box(0))]).toEqual([true, false]);
  });
});

describe("an outline", () => {
  it("keeps every digit of the corners that were not moved", () => {
    const original: Position[] = [[120.40000000012345, 36.1], [120.41, 36.1], [120.41, 36.2], [120.40000000012345, 36.1]];
    const ring: Position[] = [[120.4, 36.1], [120.42, 36.1], [120.41, 36.2], [120.4, 36.1]];
    expect(exact(ring, original)).toEqual([original[0], [120.42, 36.1], original[2], original[3]]);
  });
});

describe("cells on the map", () => {
  const geometry = { type: "Polygon" as const, coordinates: [box(3)] };
  it("have a box, a label inside, a band", () => {
    expect(boundsOf([{ geometry }])).toEqual([3, 0, 4, 1]);
    expect(boundsOf([])).toBeNull();
    expect(labelPoint(geometry)).toEqual([3.5, 0.5]);
    const cell = { id: "c", geometry, properties: { code: "c", name_zh: "", kind: "residential", minutes: 200, over_limit: true } };
    expect(drawn([cell], 180, "c").features[0]!.properties).toEqual({ code: "c", band: "over", label: "▲200", chosen: true });
  });
});

describe("a mapping", () => {
  it("says only what was chosen", () => {
    const choices = { kind: "covers", layer: "", datum: "", encoding: "", ignoreFileCrs: false, swapAxes: true, trustDatum: false, source: "s", identity: ["id"], fields: { class_code: "t" }, defaults: { status: "", setting: "verge" } };
    expect(mappingOf(choices)).toEqual({ kind: "covers", source: "s", id_field: ["id"], fields: { class_code: "t" }, defaults: { setting: "verge" } });
  });
});

it("makes ids where the browser has no maker of its own", () => {
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
