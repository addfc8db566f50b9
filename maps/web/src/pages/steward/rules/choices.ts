/** What may be chosen in a rule, from the register: by code, with names; a code that is no more is kept as it is. */
import { ref } from "vue";
import { api } from "@/api/client";
import { defects, loadNames, organisations, streets } from "@/pages/desk/names";
import { language, pick } from "@/words";
import type { Rule } from "./rules";
import { HOURS, KINDS, SETTINGS } from "./rules";
import words from "./words";

export interface Choice { code: string | boolean; name: string }
interface Named { code: string; zh: string; en: string }

const classes = ref<Named[]>([]), channels = ref<Named[]>([]);

export async function loadChoices(): Promise<void> {
  void loadNames();
  const [table, life] = await Promise.all([api.GET("/api/v1/classes"), api.GET("/api/v1/request-life")]);
  classes.value = (table.data?.items ?? []).map(({ code, name_zh: zh, name_en: en }) => ({ code, zh, en }));
  channels.value = life.data?.channels ?? [];
}

const said = (key: keyof (typeof words)["en"]): string => words[language.value][key];
const named = (list: readonly Named[]): Choice[] => list.map((one) => ({ code: one.code, name: `${pick(one)} ${one.code}` }));

export function choicesOf(field: keyof Rule): Choice[] {
  switch (field) {
    case "kind": return KINDS.map((code) => ({ code, name: said(code) }));
    case "class_code": return named(classes.value);
    case "defect_code": return named(defects.value);
    case "owner_code": case "assignee_code": return named(organisations.value);
    case "setting": return SETTINGS.map((code) => ({ code, name: said(code) }));
    case "area_code": return named(streets.value);
    case "hazard": return [{ code: true, name: said("yes") }, { code: false, name: said("no") }];
    case "channel": return named(channels.value);
    case "hours": return HOURS.map((code) => ({ code, name: said(code === "off" ? "off_hours" : code) }));
    default: return [];
  }
}

/** With the value that is there, where the register does not know it any more: nothing is lost by looking at it. */
export function choicesWith(field: keyof Rule, value: unknown): Choice[] {
  const list = choicesOf(field);
  const there = value === null || value === undefined || value === "" || list.some((one) => one.code === value);
  return there ? list : [...list, { code: value as string, name: String(value) }];
}

export const nameOf = (field: keyof Rule, value: unknown): string => choicesOf(field).find((one) => one.code === value)?.name ?? String(value);
