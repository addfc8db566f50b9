/** Organisations, defects and streets by name: asked for once, for choosing and for showing. */
import { ref } from "vue";
import { api, type Schemas } from "@/api/client";
import { namesOf } from "@/map/names";

export interface Organisation { code: string; zh: string; en: string; kind: string; parent_code: string | null }
export type Defect = Schemas["DefectAnswer"];
export interface Street { code: string; zh: string; en: string }

/** Those that something may be given to. */
export const organisations = ref<Organisation[]>([]);
/** Also those that have ended: their names stand on what they did, and their tickets are looked for. */
export const everyOrganisation = ref<Organisation[]>([]);
export const defects = ref<Defect[]>([]);
export const streets = ref<Street[]>([]);
let asked = false;

export async function loadNames(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    const [orgs, table, map] = await Promise.all([api.GET("/api/v1/organisations"), api.GET("/api/v1/defects"), namesOf()]);
    const named = (orgs.data?.items ?? []).map(({ code, name_zh: zh, name_en: en, kind, parent_code, ended }) => ({ code, zh, en, kind, parent_code, ended }));
    everyOrganisation.value = named;
    organisations.value = named.filter((one) => !one.ended);
    defects.value = table.data?.defects ?? [];
    const points = map.features as { properties: { kind: string; code?: string; zh: string; en: string } }[];
    streets.value = points.filter(({ properties: one }) => one.kind === "street" && one.code).map(({ properties: { code, zh, en } }) => ({ code: code!, zh, en }));
  } catch {
    asked = false; // codes are shown meanwhile
  }
}

/** The name of an organisation; of an unknown one its code. */
export function organisationWords(code: string | null | undefined): { zh: string; en: string } | null {
  return code ? (everyOrganisation.value.find((one) => one.code === code) ?? { zh: code, en: code }) : null;
}

export function defectWords(code: string): { zh: string; en: string } {
  return defects.value.find((one) => one.code === code) ?? { zh: code, en: code };
}
