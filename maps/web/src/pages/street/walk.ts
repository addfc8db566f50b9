/** The inspector's own share: what is to be looked at, what is left, by the service and by what waits on this device. */
import { computed, reactive, readonly } from "vue";
import type { Schemas } from "@/api/client";
import { person } from "@/api/session";
import { useOutbox } from "@/store/outbox";
import type { Item } from "@/store/items";
import { read } from "@/store/taken";
import { spokenOf } from "./spoken";

export type Result = "fine" | "defect" | "not_found" | "no_access" | "new";

export interface Target {
  asset_code: string;
  class_code: string;
  spoken_prefix: string | null;
  spoken_number: number | null;
  lon: number;
  lat: number;
  accuracy_m: number | null;
  late: boolean;
  result: Result | null;
}

export type Unit = Omit<Schemas["WorkUnitAnswer"], "targets" | "geometry"> & { targets: Target[]; geometry: { type: string; coordinates: unknown } };
export interface Share { assignment: Schemas["AssignmentAnswer"]; units: Unit[] }
export type Campaign = Schemas["CampaignAnswer"];
export interface Defect { code: string; zh: string; en: string; hazard: boolean; hole: boolean; handling: string }
export interface AssetClass { code: string; zh: string; en: string; is_cover: boolean }

export const CAMPAIGNS = "/api/v1/campaigns", DEFECTS = "/api/v1/defects", CLASSES = "/api/v1/classes", NAMES = "/api/v1/map-names";
export const worklistPath = (campaign: string) => `/api/v1/campaigns/${campaign}/worklist`;

const KEPT = "jingge.campaign";
const state = reactive<{
  account: string | null; campaigns: Campaign[]; campaign: Campaign | null; shares: Share[]; kept: boolean; loading: boolean; asked: boolean; problem: unknown;
  defects: Defect[]; classes: AssetClass[]; line: { type: string; coordinates: [number, number][] } | null; order: number[];
}>({ account: null, campaigns: [], campaign: null, shares: [], kept: false, loading: false, asked: false, problem: null, defects: [], classes: [], line: null, order: [] });

export const work = readonly(state) as Readonly<typeof state>;

/** The tables that forms choose from; what was kept is as good as new. */
export async function loadTables(): Promise<void> {
  if (state.defects.length && state.classes.length) return;  // they change with the city's rules, not in a shift
  const [defects, classes] = await Promise.all([read<{ defects: Defect[] }>(DEFECTS), read<{ items: Schemas["ClassAnswer"][] }>(CLASSES)]);
  state.defects = defects.data.defects;
  state.classes = classes.data.items.map((one) => ({ code: one.code, zh: one.name_zh, en: one.name_en, is_cover: one.is_cover }));
}

/** Everything for the walk of the account that is signed in; `campaign` wanted, else the one last used, else the first with work. */
export async function loadWork(campaign?: string): Promise<void> {
  const account = person.value?.account_id ?? null;
  if (account !== state.account) Object.assign(state, { account, campaigns: [], campaign: null, shares: [], line: null, order: [], asked: false });
  state.loading = true;
  state.problem = null;
  try {
    void loadTables().catch(() => undefined);
    const found = await read<{ items: Campaign[] }>(CAMPAIGNS);
    state.campaigns = found.data.items.filter((one) => one.state === "running");
    const wanted = campaign ?? localStorage.getItem(KEPT);
    let mine: Pick<typeof state, "campaign" | "shares" | "kept"> = { campaign: null, shares: [], kept: found.kept };
    const order = [...state.campaigns].sort((a, b) => Number(b.id === wanted) - Number(a.id === wanted));
    for (const one of order) {
      const { data, kept } = await read<{ items: Share[] }>(worklistPath(one.id));
      if (!data.items.length) continue;
      mine = { campaign: one, shares: data.items, kept: kept || found.kept };
      localStorage.setItem(KEPT, one.id);
      break;
    }
    Object.assign(state, mine);
    void loadLine();
  } catch (problem) {
    state.problem = problem;
  } finally {
    state.loading = false;
    state.asked = true;
  }
}

/** The closed walk of what is left; without network the order of the list is the order. */
async function loadLine(): Promise<void> {
  const [share] = state.shares;
  if (!share || !state.campaign) return;
  const path = `/api/v1/campaigns/${state.campaign.id}/assignments/${share.assignment.id}/walk`;
  const found = await read<{ line: typeof state.line; units: number[] }>(path).catch(() => null);
  state.line = found?.data.line ?? null;
  state.order = found?.data.units ?? [];
}

/** Day of the campaign, from 1, by this device's clock. */
export function dayOf(campaign: Campaign, now = new Date()): number {
  const [year, month, day] = campaign.starts_on.split("-").map(Number) as [number, number, number];
  const days = Math.floor((Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - Date.UTC(year, month - 1, day)) / 86_400_000) + 1;
  return Math.min(Math.max(days, 1), campaign.days);
}

export interface Look { result: Result; item: Item }

/** What this device has seen by cover, the newest look of each, and which units it has walked. */
export function useLooks() {
  const items = useOutbox();
  return computed(() => {
    const covers = new Map<string, Look>(), units = new Map<number, Item>();
    for (const item of items.value) {
      if (item.send.way !== "observation" || item.state === "refused") continue;
      const body = item.send.body as unknown as { asset_code?: string; pick?: string; unit_id?: number; result: Result };
      if (body.unit_id) units.set(body.unit_id, item);
      const code = body.asset_code ?? body.pick;
      if (code) covers.set(code, { result: body.result, item });
    }
    return { covers, units };
  });
}

export const nameOf = (target: Target): string => spokenOf(target.spoken_prefix, target.spoken_number) || `…${target.asset_code.slice(-6)}`;
export const classOf = (code: string): AssetClass | undefined => state.classes.find((one) => one.code === code);
export const targetOf = (code: string): { target: Target; unit: Unit; share: Share } | null => {
  for (const share of state.shares) for (const unit of share.units) for (const target of unit.targets) if (target.asset_code === code) return { target, unit, share };
  return null;
};
