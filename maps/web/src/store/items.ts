/** What waits on the device to be received by the service. */

/** How an item is sent. Every way is idempotent by an id that the device made, so that it may be sent as often as it takes. */
export type Send =
  /** An observation or the visit of a unit: its body is one item of POST /observations, in batches of its campaign. */
  | { way: "observation"; campaign: string | null; secondLook?: boolean; body: Record<string, unknown> & { id: string } }
  /** A picture; its bytes lie in `files` until the receipt. */
  | { way: "photo"; sha256: string }
  /** Anything else: a step of a ticket, evidence, a request. `version` goes into If-Match; with `follows` the version comes from
   *  the answer of that item (a step taken offline after another). `clock` names the field that gets the device's clock at sending,
   *  by which the service sets the times of the body right. */
  | { way: "json"; method: "POST" | "PUT"; path: string; body: Record<string, unknown>; version?: number; follows?: string; clock?: string };

export type State =
  /** Not received yet. */
  | "waiting"
  /** The service has committed it. Kept for a day as a record, without its picture. */
  | "received"
  /** The service said no: a person has to look. Nothing is dropped. */
  | "refused"
  /** Somebody else changed the same thing meanwhile (412, 409). */
  | "conflict";

export interface Item {
  id: string;
  /** Who captured it: account id and name. Only under that account it is sent. */
  account: string;
  name: string;
  /** For the visible outbox, in words of the moment: what and where. */
  label: string;
  /** When it was captured, by the device's clock (ISO). */
  at: string;
  /** Goes before everything else: an open shaft does not wait behind pictures. */
  urgent?: boolean;
  /** What belongs together (a defect and its pictures) has one group. */
  group: string;
  send: Send;
  state: State;
  tries: number;
  /** Why it was not received: word code, detail and fields (what is so meanwhile) of the service. */
  problem: { code: string; detail: string; fields?: Record<string, unknown> } | null;
  /** What the service answered: receipt, version, number. */
  answer: Record<string, unknown> | null;
  receivedAt: string | null;
}
