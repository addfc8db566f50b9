/** One step for many tickets, each with its own outcome. */
import { stateWords, workflow, type Step } from "@/api/workflow";
import { has } from "@/api/session";
import type { Feature } from "./filters";
import { stepOf, takeSeveral, wayToDispatch, type Outcome } from "./taking";

type Action = Step["action"];
type Words = { zh: string; en: string };

/** What became of one ticket: where it stands now, or why not. */
export interface Result {
  id: string;
  number: string;
  /** Null: refused. */
  state: Words | null;
  code: string;
  detail: string;
  from: Words;
}

/** So many tickets in one request: each may take two steps. */
const AT_ONCE = 100;

/** Steps that ask for nothing, or for a reason that may hold for many. */
export function bulkSteps(features: readonly Feature[]): Step[] {
  return (workflow.value?.steps ?? []).filter(
    (step) => step.action !== "dispatch" && has(...step.roles) && step.relation === "area" && step.needs.every((need) => need === "reason") && features.some((one) => step.before.includes(one.properties.state)),
  );
}

/** Takes it for all of them, in the order given. Throws `Problem` where a request as a whole was refused. */
export async function takeForAll(features: readonly Feature[], action: Action, reason: string): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < features.length; start += AT_ONCE) {
    const part = features.slice(start, start + AT_ONCE);
    const steps = part.flatMap(({ properties: ticket }) => wayOf(action, ticket.state).map((one, index) => ({
      ticket_id: ticket.id, action: one, version: ticket.version + index, ...(reason && one !== "file" && { reason }),
    })));
    const outcomes = steps.length ? await takeSeveral(steps as never) : [];
    results.push(...part.map((one) => resultOf(one, outcomes.filter((outcome) => outcome.ticket_id === one.id))));
  }
  return results;
}

function wayOf(action: Action, state: Feature["properties"]["state"]): Action[] {
  if (action === "dispatch") return wayToDispatch(state);
  return stepOf(action)?.before.includes(state) ? [action] : [];
}

function resultOf({ id, properties: ticket }: Feature, outcomes: readonly Outcome[]): Result {
  const refusal = outcomes.find((one) => one.refusal)?.refusal, last = outcomes.at(-1)?.ticket;
  const refused = !outcomes.length || !!refusal;
  return {
    id, number: ticket.number, from: stateWords(ticket.state), state: refused ? null : stateWords(last?.state ?? ticket.state),
    code: refusal?.code ?? (outcomes.length ? "" : "from"), detail: refusal?.detail ?? "",
  };
}
