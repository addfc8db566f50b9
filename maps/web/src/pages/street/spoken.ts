/** Spoken numbers: the short name of the community, a serial, Damm's check digit (H. M. Damm, 2004): 大连路 1234-5 in either script. */
const QUASIGROUP = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];
const BETWEEN = /[\s\-‐‑‒–—―−_·.,，。、#\u53f7]+/g;

export function checkDigit(serial: number): number {
  let interim = 0;
  for (const digit of String(serial)) interim = Number(QUASIGROUP[interim]![Number(digit)]);
  return interim;
}

/** As it is called out; empty where a cover has none. */
export function spokenOf(prefix: unknown, serial: unknown): string {
  return typeof prefix === "string" && prefix && typeof serial === "number" ? `${prefix} ${serial}-${checkDigit(serial)}` : "";
}

/** Two spoken numbers are the same in spite of spaces, dashes and full-width digits. */
export const plain = (text: string): string => text.normalize("NFKC").replace(BETWEEN, "").toLowerCase();

/** Whether what was typed is a whole spoken number with its check digit right; the digits alone will do. */
export function isSpoken(text: string): boolean {
  const digits = /(\d{2,6})$/.exec(plain(text))?.[1];
  return digits !== undefined && checkDigit(Number(digits.slice(0, -1))) === Number(digits.at(-1));
}

/** The code on a plate: the last part of its address, or the digits themselves; null for another picture. */
export function codeOnPlate(text: string): string | null {
  return /(?:^|\/id\/)(\d{16,17})(?:$|[/?#])/.exec(text.trim())?.[1] ?? null;
}
