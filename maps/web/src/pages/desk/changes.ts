/** What happened to a ticket, told by organisation and act; and a look at what is new after a version. */
import { api, type Schemas } from "@/api/client";
import type { State } from "@/api/workflow";
import { organisationWords } from "./names";
import { stepOf } from "./taking";
import words from "./words";

export type TicketFile = Schemas["TicketFile"];
type Event = TicketFile["events"][number];

export interface Change {
  id: string;
  at: string;
  /** Null: it happened by itself. */
  by: { zh: string; en: string } | null;
  what: { zh: string; en: string };
  state: State;
  reason: string;
}

const BESIDE = ["rehome", "identify", "redraw", "guard", "unguarded", "fallback", "join", "unmerge", "recovery"] as const;
type Beside = (typeof BESIDE)[number];

/** The name of a step, or of what else happens to a ticket. */
export function actionWords(action: Event["action"]): { zh: string; en: string } {
  if ((BESIDE as readonly string[]).includes(action)) {
    const key = `told_${action as Beside}` as const;
    return { zh: words["zh-CN"][key], en: words.en[key] };
  }
  return stepOf(action as never) ?? { zh: action, en: action };
}

export function changeOf(event: Event): Change {
  const who = organisationWords(event.org_code), step = stepOf(event.action as never);
  const key = step?.roles.every((role) => role === "dispatcher") ? "the_desk" : "somebody";
  const somebody = { zh: words["zh-CN"][key], en: words.en[key] };
  return { id: event.id, at: event.at, by: who ?? (event.account_id ? somebody : null), what: actionWords(event.action), state: event.to_state, reason: event.reason };
}

/** Reads a ticket anew, with what happened to it after a version. Throws `Problem`. */
export async function readAfter(id: string, version: number): Promise<{ file: TicketFile; changes: Change[] }> {
  const { data } = await api.GET("/api/v1/tickets/{ticket_id}", { params: { path: { ticket_id: id } } });
  const file = data as TicketFile;
  return { file, changes: file.events.filter((event) => event.version > version).map(changeOf) };
}
