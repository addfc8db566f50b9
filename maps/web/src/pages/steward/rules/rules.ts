/** Rules of a draft as a person edits them: moved, checked, and as the service takes them. Pure. */
import type { Schemas } from "@/api/client";

export type Rule = Schemas["DraftBody"]["rules"][number];
/** What is wrong with a field: a key of the words beside it. */
export type Fault = "needed" | "digits" | "longer";
export type Faults = Partial<Record<keyof Rule, Fault>>;
export interface Row { key: number; rule: Rule }

export const CHOSEN = ["kind", "class_code", "defect_code", "owner_code", "setting", "area_code", "hazard", "channel", "hours"] as const;
export const TYPED = ["matter_code", "keyword"] as const;
export const SETTINGS = ["carriageway", "footway", "verge", "compound"] as const;
export const KINDS = ["ticket", "request"] as const;
export const HOURS = ["working", "off", "night"] as const;
const MOST = { matter_code: 40, keyword: 200, reason_zh: 200, reason_en: 200, source: 200 } as const;

let last = 0;
export const rowOf = (rule: Rule): Row => ({ key: ++last, rule: { ...rule } });
export const emptyRule = (): Rule => ({ position: 1, answers: "organisation", assignee_code: null, reason_zh: "", reason_en: "", enabled: true, source: "" });

/** The rows with the one at `at` moved by `by` places; the same list where it cannot go further. */
export function moved(rows: readonly Row[], at: number, by: number): Row[] {
  const to = at + by, list = [...rows];
  if (at < 0 || at >= list.length || to < 0 || to >= list.length) return list;
  const [row] = list.splice(at, 1);
  list.splice(to, 0, row!);
  return list;
}

export function faultsOf(rule: Rule): Faults {
  const found: Faults = {};
  if (rule.answers === "organisation" && !rule.assignee_code) found.assignee_code = "needed";
  for (const name of ["reason_zh", "reason_en"] as const) if (!rule[name].trim()) found[name] = "needed";
  if (rule.area_code && !/^[0-9]{6,15}$/.test(rule.area_code)) found.area_code = "digits";
  for (const [name, most] of Object.entries(MOST) as [keyof typeof MOST, number][]) if ((rule[name] ?? "").length > most) found[name] = "longer";
  return found;
}

/** As the service takes them: numbered in tens by their order, what is empty fits anything, and only an organisation is named. */
export function sent(rows: readonly Row[]): Rule[] {
  return rows.map(({ rule }, at) => {
    const trimmed = Object.entries(rule).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value]);
    const filled = Object.fromEntries(trimmed.map(([name, value]) => [name, value === "" && name !== "source" ? null : value])) as Rule;
    return { ...filled, position: (at + 1) * 10, assignee_code: rule.answers === "organisation" ? filled.assignee_code : null };
  });
}
