/**
 * What a ticket will be once the service has received what this device holds for it; and which steps lead on from there. Pure.
 *
 * The table of the workflow decides, as at the service; whatever this device cannot know the service decides when it receives.
 */
import type { State, Step, Workflow } from "@/api/workflow";
import type { Item } from "@/store/items";
import type { Ticket } from "./day";

export interface Ahead {
  /** Where the ticket will stand. */
  state: State;
  signed: boolean;
  arrived: boolean;
  safe: boolean;
  /** The version this device knows, and the item whose answer will bring the next one. */
  version: number;
  follows: string | null;
  /** Steps the service has not received yet, in order. */
  waiting: Item[];
  /** Steps it has refused, or that somebody else was faster with: a person decides. */
  trouble: Item[];
  /** Steps behind such a one: they wait for that decision. */
  stranded: Item[];
}

type JsonItem = Item & { send: Extract<Item["send"], { way: "json" }> };

export function stepPath(ticketId: string): string {
  return `/api/v1/tickets/${ticketId}/steps`;
}

/** The steps this device holds for a ticket, oldest first. */
export function stepsHeld(items: readonly Item[], ticketId: string): JsonItem[] {
  const path = stepPath(ticketId);
  return items.filter((item): item is JsonItem => item.send.way === "json" && item.send.path === path).sort((a, b) => a.at.localeCompare(b.at));
}

/** `keptAt`: when the ticket was read from the service; what was received before is in it. */
export function aheadOf(ticket: Ticket, keptAt: string, items: readonly Item[], table: Workflow | null): Ahead {
  const told = ticket.properties, known = new Set(ticket.events.map((event) => event.id));
  const ahead: Ahead = {
    state: told.state, signed: told.signed_at !== null, arrived: told.arrived_at !== null, safe: told.made_safe_at !== null,
    version: told.version, follows: null, waiting: [], trouble: [], stranded: [],
  };
  const lost = new Set<string>();
  for (const item of stepsHeld(items, ticket.id)) {
    if (known.has(item.id) || (item.state === "received" && (item.receivedAt ?? "") <= keptAt)) continue;
    if (item.state === "refused" || item.state === "conflict") {
      lost.add(item.id);
      ahead.trouble.push(item);
      continue;
    }
    if (item.send.follows && lost.has(item.send.follows)) {
      lost.add(item.id);
      ahead.stranded.push(item);
      continue;
    }
    if (item.state === "waiting") ahead.waiting.push(item);
    apply(ahead, item, table);
  }
  return ahead;
}

function apply(ahead: Ahead, item: JsonItem, table: Workflow | null): void {
  const action = String(item.send.body.action), step = table?.steps.find((one) => one.action === action);
  ahead.state = step?.after ?? ahead.state;
  ahead.signed ||= action === "sign" || action === "accept";
  ahead.arrived ||= action === "arrive";
  ahead.safe ||= action === "make_safe";
  if (!step || step.quiet) return;
  ahead.version = (item.answer?.version as number | undefined) ?? ahead.version + 1;
  ahead.follows = item.id;
}

/** What this page can bring along with a step. */
const BRINGS = new Set(["reason", "photo", "photo_pair", "photo_or_note", "until"]);
const OURS = new Set(["assignee", "hand"]);

/** The steps a crew may take next, in the order of the table: what the service said, or what the table says of the state ahead. */
export function stepsAhead(ticket: Ticket, ahead: Ahead, table: Workflow | null): Step[] {
  const told = ticket.properties, later = ahead.waiting.length > 0 || ahead.state !== told.state;
  const said = later ? (table?.steps ?? []).filter((step) => step.roles.includes("crew") && OURS.has(step.relation)) : ticket.steps;
  const barred: Record<string, boolean> = {
    signed: ahead.signed, arrived: ahead.arrived, final: told.final, not_safe: told.shaft !== null && !ahead.safe,
  };
  return said.filter((step) => step.before.includes(ahead.state) && step.roles.includes("crew")
    && step.needs.every((need) => BRINGS.has(need)) && !step.bars.some(({ bar }) => barred[bar]));
}

/** The one that is next in the work: first a hole is barred, then it is mended; to accept is to have received. */
export function nextStep(steps: readonly Step[], hole: boolean, safe: boolean): Step | null {
  const easy = steps.filter((step) => !step.needs.includes("reason") && (step.action !== "make_safe" || (hole && !safe)));
  return easy.find((step) => step.before.includes("dispatched") && step.after !== null) ?? easy.find((step) => step.action !== "sign") ?? easy[0] ?? null;
}

/** Whether a step takes the ticket out of the crew's hands: it is held, not tapped. */
export function ends(step: Step): boolean {
  return step.after !== null && step.after !== "dispatched" && step.after !== "accepted";
}

/** Whether a step needs a form, or is one tap. */
export function asks(step: Step): boolean {
  return step.needs.length > 0;
}

/** What the service did not take of what belongs to tickets, one for each thing that was noted: its step where there is one. */
export function troublesOf(items: readonly Item[]): Item[] {
  const bad = items.filter((item) => (item.state === "refused" || item.state === "conflict") && item.send.way === "json" && item.send.path.startsWith("/api/v1/tickets/"));
  const groups = new Map<string, Item>();
  for (const item of bad) {
    const known = groups.get(item.group);
    if (!known || (item.send.way === "json" && item.send.path.endsWith("/steps"))) groups.set(item.group, item);
  }
  return [...groups.values()].sort((a, b) => a.at.localeCompare(b.at));
}
