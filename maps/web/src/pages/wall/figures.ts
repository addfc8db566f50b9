/** What the wall shows, worked out from the service's answer: order, links, shares, lines. Pure. */
import type { Schemas } from "@/api/client";

export type Wall = Schemas["WallAnswer"];
export type Group = Wall["departments"][number];
type Query = Record<string, string>;

/** Void and refused tickets are counted nowhere: nothing was to mend. */
export const COUNTED = ["reported", "checking", "filed", "dispatched", "accepted", "suspended", "repaired", "verified", "closed", "archived", "returned"];
export const ENDED = "closed,archived";
export const ENDED_STATES = ["closed", "archived", "void", "refused"];

/** Filters the desk has in its address; a list by any other is shown on a page of its own. */
const OF_DESK = ["state", "hazard", "late", "assignee", "area"];

/** The list behind a figure, named as the interface names its filters: at the desk where it has them, so that work can go on. */
export function listAt(query: Query): { path: string; query: Query } {
  const known = Object.entries(query).every(([name, value]) => name === "open" || (OF_DESK.includes(name) && value !== ""));
  if (!known) return { path: "/wall/list", query };
  return { path: "/desk", query: Object.fromEntries(Object.entries(query).filter(([name]) => name !== "open")) };  // the desk shows what is open
}

export interface Counter {
  name: "reported" | "closed" | "open" | "hazards" | "shafts" | "unguarded";
  value: number;
  to: ReturnType<typeof listAt>;
  /** Something to look at as soon as it is more than nothing. */
  alarm: boolean;
}

/** The counters of today, in the order in which they are read. */
export function counters(wall: Wall): Counter[] {
  const { today, day_from: day } = wall;
  return [
    { name: "reported", value: today.reported, to: listAt({ state: COUNTED.join(","), reported_from: day }), alarm: false },
    { name: "closed", value: today.closed, to: listAt({ state: ENDED, closed_from: day }), alarm: false },
    { name: "open", value: today.open, to: listAt({ open: "1" }), alarm: false },
    { name: "hazards", value: today.hazards, to: listAt({ open: "1", hazard: "1" }), alarm: false },
    { name: "shafts", value: today.shafts, to: listAt({ shaft: "1" }), alarm: false },
    { name: "unguarded", value: today.unguarded, to: listAt({ shaft: "1" }), alarm: today.unguarded > 0 },
  ];
}

export interface Rows {
  shown: Group[];
  /** Those that did not fit, added up: nothing is hidden. */
  rest: { count: number; late: number; stuck: number } | null;
}

/** What is late first, then what is stuck; groups with neither are left out. */
export function worst(groups: readonly Group[], most: number): Rows {
  const found = groups.filter((one) => one.late + one.stuck > 0)
    .sort((a, b) => b.late - a.late || b.stuck - a.stuck || b.open - a.open || a.code.localeCompare(b.code));
  if (found.length <= most) return { shown: found, rest: null };
  const left = found.slice(most - 1);
  return {
    shown: found.slice(0, most - 1),
    rest: { count: left.length, late: sum(left.map((one) => one.late)), stuck: sum(left.map((one) => one.stuck)) },
  };
}

/** The list of a group: of a department by `assignee` (empty: nobody answers yet), of a street by `area`. */
export function listOf(kind: "departments" | "streets", code: string, what: "late" | "stuck"): ReturnType<typeof listAt> {
  const query: Query = { [what]: "1" };
  if (kind === "departments") query.assignee = code;
  else if (code) query.area = code;
  return listAt(query);
}

/** 96.4 %; never rounded up to all: 0.9999 is 99.9 %. Null over nothing. */
export function share(value: number | null | undefined, digits = 1): string | null {
  if (value === null || value === undefined) return null;
  const scale = 10 ** digits;
  const text = Math.round(value * 100 * scale) / scale;
  const told = text >= 100 && value < 1 ? 100 - 1 / scale : text <= 0 && value > 0 ? 1 / scale : text;
  return `${told.toFixed(digits)}%`;
}

/** A line through the values in a box of `width` × `height`; gaps where there is none. `floor`: the least that is at the bottom. */
export function line(values: readonly (number | null)[], width: number, height: number, floor = 0): string {
  const known = values.filter((one): one is number => one !== null);
  if (!known.length) return "";
  const top = Math.max(...known), bottom = Math.min(floor, ...known), reach = top - bottom || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let up = true;
  return values.map((value, n) => {
    if (value === null) {
      up = true;
      return "";
    }
    const point = `${up ? "M" : "L"}${(n * step).toFixed(1)} ${(height - ((value - bottom) / reach) * height).toFixed(1)}`;
    up = false;
    return point;
  }).join("");
}

/** How old something is, as a number and its unit. */
export function age(ms: number): { unit: "seconds" | "minutes" | "hours" | "days"; n: number } {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return { unit: "seconds", n: seconds };
  if (seconds < 3600) return { unit: "minutes", n: Math.floor(seconds / 60) };
  return seconds < 48 * 3600 ? { unit: "hours", n: Math.floor(seconds / 3600) } : { unit: "days", n: Math.floor(seconds / 86400) };
}

/** The first moment of a month and of the next, in the district's zone: for the lists behind a month. */
export function monthOf(month: string): { from: string; until: string } {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
  return { from: `${month}-01T00:00:00+08:00`, until: `${next}-01T00:00:00+08:00` };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
