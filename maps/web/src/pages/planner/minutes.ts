/** How full a cell is: its minutes against the limit, as a band with a colour, a mark and a word. Pure. */
export type Band = "none" | "light" | "half" | "well" | "full" | "over";

/** Steps of one colour from light to dark; over the limit another colour, a mark and a word: never told by colour alone. */
export const BANDS: readonly { band: Band; upTo: number; colour: string }[] = [
  { band: "none", upTo: 0, colour: "#c4ccd1" },
  { band: "light", upTo: 0.6, colour: "#d3e8f3" },
  { band: "half", upTo: 0.8, colour: "#8fc3df" },
  { band: "well", upTo: 0.95, colour: "#4391bb" },
  { band: "full", upTo: 1, colour: "#1d5f86" },
  { band: "over", upTo: Infinity, colour: "#b3261e" },
];
const EXACT = 1e-4;

export function bandOf(minutes: number | null, limit: number): Band {
  if (minutes === null || minutes <= EXACT) return "none";
  if (minutes > limit + EXACT) return "over";
  const share = Math.min(1, minutes / limit);
  return BANDS.find((one) => share <= one.upTo)!.band;
}

export function colourOf(band: Band): string {
  return BANDS.find((one) => one.band === band)!.colour;
}

/** On the map and in lists: whole minutes, with a mark where they are over the limit. */
export function labelOf(minutes: number | null, limit: number): string {
  if (minutes === null) return "–";
  return bandOf(minutes, limit) === "over" ? `▲${Math.ceil(minutes)}` : String(Math.round(minutes));
}

/** The serial of a cell in its grid, as its code ends. */
export function serialOf(code: string): string {
  return code.slice(15) || code;
}
