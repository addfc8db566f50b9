/** What became of a step that was not received, in kinds a person can decide on. Pure. */
import type { Item } from "@/store/items";
import type { Ticket } from "./day";

export type Kind =
  /** Given to somebody else: stop, secure, ask the desk. */
  | "taken_away"
  /** Still ours, but the ticket stands where this step leads no further. */
  | "moved_on"
  /** Still ours and still possible: something changed meanwhile; sent again it goes in. */
  | "changed"
  /** Something stands in its way, in the words of the service. */
  | "barred"
  /** The service did not understand or allow it. */
  | "refused";

export interface Trouble {
  kind: Kind;
  /** What happened meanwhile, newest last: events the device did not have. */
  news: Ticket["events"];
  /** The version it would be sent again with; null where that leads nowhere. */
  version: number | null;
}

/** @param fresh as the service has it now; null: it is no longer shown to this crew. @param org the organisation of who is signed in. */
export function explain(item: Item, fresh: Ticket | null, org: string | null): Trouble {
  if (!fresh || item.send.way !== "json") return { kind: "taken_away", news: [], version: null };
  const { version: then = 0, body } = item.send, now = fresh.properties;
  const news = fresh.events.filter((event) => event.version > then && event.id !== item.id);
  if (now.crew ? now.crew.code !== org && now.assignee?.code !== org : now.assignee && news.some((event) => event.data.assignee_code && event.org_code !== org))
    return { kind: "taken_away", news, version: null };
  const version = fresh.steps.some((step) => step.action === body.action) ? now.version : null;
  if (item.state === "refused") return { kind: "refused", news, version };
  if (version !== null) return { kind: "changed", news, version };
  return { kind: now.state === "dispatched" || now.state === "accepted" ? "barred" : "moved_on", news, version: null };
}
