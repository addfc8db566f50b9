/** A ticket, the rows of the workflow a crew meets, and items of the outbox, as small as a test needs them. */
import type { Step, Workflow } from "@/api/workflow";
import type { Item } from "@/store/items";
import type { Stop, Ticket, Tour } from "@/pages/crew/day";
import { stepPath } from "@/pages/crew/ahead";

export const NOW = "2026-11-27T01:00:00.000Z";

type Row = Partial<Step> & Pick<Step, "action" | "before">;
const row = ({ roles = ["crew"], relation = "assignee", after = null, needs = [], may = [], bars = [], quiet = false, ...rest }: Row): Step => ({
  roles, relation, after, needs, may, bars, quiet, zh: rest.action, en: rest.action, why_zh: "", why_en: "", ...rest,
});
const bar = (name: Step["bars"][number]["bar"]) => ({ bar: name, zh: name, en: name });

export const TABLE: Workflow = {
  states: [],
  steps: [
    row({ action: "assign", before: ["dispatched", "accepted"], relation: "house", needs: ["crew"] }),
    row({ action: "sign", before: ["dispatched"], bars: [bar("signed")], quiet: true }),
    row({ action: "accept", before: ["dispatched"], after: "accepted" }),
    row({ action: "arrive", before: ["dispatched", "accepted"], bars: [bar("arrived")], quiet: true }),
    row({ action: "make_safe", before: ["reported", "dispatched", "accepted", "suspended"], relation: "hand", needs: ["photo"], quiet: true }),
    row({ action: "transfer", before: ["dispatched", "accepted"], after: "dispatched", roles: ["dispatcher"], relation: "area" }),
    row({ action: "return", before: ["dispatched", "accepted"], after: "returned", needs: ["reason"], bars: [bar("final")] }),
    row({ action: "repair", before: ["accepted"], after: "repaired", needs: ["photo"], bars: [bar("not_safe")] }),
  ],
};
export const stepNamed = (action: string): Step => TABLE.steps.find((one) => one.action === action)!;

export function ticket(id: string, changes: Partial<Ticket["properties"]> = {}, rest: Partial<Ticket> = {}): Ticket {
  const properties = {
    id, number: `N-${id}`, state: "dispatched", version: 4, hazard: true, asset_code: null, defect: { code: "missing", zh: "缺失", en: "missing" },
    shaft: { guarded_until: null, unguarded_since: NOW }, signed_at: null, arrived_at: null, made_safe_at: null, due_at: null, final: false,
    assignee: { code: "PSGS", zh: "排水", en: "drains" }, crew: { code: "PSGS-01", zh: "一班", en: "one" }, ...changes,
  } as Ticket["properties"];
  const steps = TABLE.steps.filter((one) => one.before.includes(properties.state) && one.roles.includes("crew"));
  return { type: "Feature", id, geometry: { type: "Point", coordinates: [120.38, 36.09] }, properties, events: [], sightings: [], asked: [], links: {}, steps, ...rest };
}

let clock = 0;
/** A step as it was captured, each a minute after the one before. */
export function taken(of: Ticket, action: string, changes: Partial<Item> = {}, more: { version?: number; follows?: string } = {}): Item {
  clock += 1;
  const id = `${of.id}-${action}`;
  return {
    id, account: "a", name: "甲", label: "", at: new Date(Date.parse(NOW) + clock * 60_000).toISOString(), group: id, state: "waiting", tries: 0,
    problem: null, answer: null, receivedAt: null, send: { way: "json", method: "POST", path: stepPath(of.id), body: { id, action }, version: 4, ...more }, ...changes,
  };
}

export function tour(stops: (Partial<Stop> & Pick<Stop, "position" | "tickets">)[]): Tour {
  return { type: "Feature", geometry: null, plan: { house_code: "PSGS" }, properties: { stops: stops.map((one) => ({ lon: 120.4, lat: 36.1, load: 1, ...one })) } } as unknown as Tour;
}
