/** Taking steps: what a step brings, one alone or several at once, and refusals in words. */
import { api, type Schemas } from "@/api/client";
import { workflow, type State, type Step } from "@/api/workflow";
import { has } from "@/api/session";
import { uuid } from "@/store/ids";

export type Body = Omit<Schemas["StepBody"], "id" | "action">;
export type Outcome = Schemas["OutcomeAnswer"];
export type Asked = Schemas["TicketStep"];
type Action = Step["action"];

export function stepOf(action: Action): Step | undefined {
  return workflow.value?.steps.find((step) => step.action === action);
}

/** Whether the reader's roles may take a step from a state; where it really may be taken only the service knows. */
export function mayTake(action: Action, state: State): boolean {
  const step = stepOf(action);
  return !!step && step.before.includes(state) && has(...step.roles);
}

/** The states that are open: whatever is open may be urged. */
export function openStates(): State[] {
  return stepOf("urge")?.before ?? [];
}

/** What one key does to send a ticket where it belongs: dispatched, and filed before where it is not yet. None: not possible from there. */
export function wayToDispatch(state: State): Action[] {
  const file = stepOf("file"), dispatch = stepOf("dispatch");
  if (mayTake("dispatch", state)) return ["dispatch"];
  if (mayTake("file", state) && file?.after && dispatch?.before.includes(file.after)) return ["file", "dispatch"];
  return [];
}

const ids = new Map<string, string>();

/** The same step asked for again keeps its id, so that an answer that was lost does no harm; another one gets another. */
function idOf(key: string): string {
  const known = ids.get(key) ?? uuid();
  ids.set(key, known);
  return known;
}

/** Several steps, each with its outcome, in order. Throws `Problem`. */
export async function takeSeveral(steps: readonly Omit<Asked, "id">[]): Promise<Outcome[]> {
  const keys = steps.map((step) => JSON.stringify(step));
  const named = steps.map((step, index) => ({ ...step, id: idOf(keys[index]!) })) as Asked[];
  const { data } = await api.POST("/api/v1/tickets/steps", { body: { steps: named } });
  keys.forEach((key) => ids.delete(key));
  return data?.outcomes ?? [];
}

/** One step from a version. Throws `Problem`: 412 where the ticket was moved meanwhile. */
export async function takeOne(ticketId: string, version: number, action: Action, body: Body): Promise<void> {
  const key = JSON.stringify([ticketId, version, action, body]);
  await api.POST("/api/v1/tickets/{ticket_id}/steps", {
    params: { path: { ticket_id: ticketId }, header: { "if-match": `"${version}"` } },
    body: { ...body, id: idOf(key), action } as Schemas["StepBody"],
  });
  ids.delete(key);
}
