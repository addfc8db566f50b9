/** Everything the stream may tell of a ticket, by name. The compiler holds the list complete. */
import type { Schemas } from "@/api/client";

type Action = Schemas["TicketFile"]["events"][number]["action"];

const ALL = [
  "report", "raise", "ask_check", "check", "refuse", "settle", "file", "dispatch", "assign", "sign", "accept", "arrive", "make_safe",
  "transfer", "invite", "contribute", "recategorise", "split", "ask_suspension", "ask_extension", "approve", "deny", "suspend", "extend",
  "resume", "return", "accept_return", "refuse_return", "repair", "verify", "rework", "close", "call_back", "archive", "reopen", "void",
  "urge", "supervise", "warn", "late", "escalate",
  "rehome", "identify", "redraw", "guard", "unguarded", "fallback", "join", "unmerge", "recovery",
] as const satisfies readonly Action[];

type Missing = Exclude<Action, (typeof ALL)[number]>;
const complete: [Missing] extends [never] ? readonly string[] : Missing = [...ALL, "gone", "reset"];

/** With `gone` (it left one's sight) and `reset` (read everything again). */
export const HAPPENINGS: readonly string[] = complete;

/** After these the list of open shafts may have changed. */
export const OF_SHAFTS: ReadonlySet<string> = new Set(["report", "make_safe", "guard", "unguarded", "repair", "rework", "close", "void", "refuse", "recategorise", "identify", "join", "unmerge", "reopen", "gone"]);
