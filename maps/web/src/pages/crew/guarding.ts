/** A guard by an open shaft as an item of the outbox. Pure: id and time are given. */
import type { Schemas } from "@/api/client";
import type { NewItem } from "@/store/outbox";

export const guardPath = (ticketId: string) => `/api/v1/tickets/${ticketId}/guards`;

/** Who stands there in words, for how many hours, and whose people they are. */
export interface Post {
  id: string;
  post: string;
  hours: number;
  org: string;
}

/** From now on: what is noted without network has begun when it was noted. Life first: it goes before what waits. */
export function guardOf(ticketId: string, { id, post, hours, org }: Post, label: string, now: Date): NewItem {
  const until = new Date(now.getTime() + hours * 3_600_000);
  const body: Schemas["PostingBody"] = { id, kind: "watch", post: post.trim(), begins_at: now.toISOString(), until: until.toISOString(), org_code: org };
  return { id, label, group: id, urgent: true, send: { way: "json", method: "POST", path: guardPath(ticketId), body: { ...body } } };
}
