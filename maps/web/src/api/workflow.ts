/** The workflow as the service's data: which buttons a ticket has, what each needs and why. */
import { ref } from "vue";
import { api, type Schemas } from "./client";

export type Workflow = Schemas["WorkflowAnswer"];
export type Step = Workflow["steps"][number];
export type State = Workflow["states"][number]["state"];

const KEPT = "jingge.workflow";
export const workflow = ref<Workflow | null>(JSON.parse(localStorage.getItem(KEPT) ?? "null") as Workflow | null);

export async function loadWorkflow(): Promise<void> {
  try {
    const { data } = await api.GET("/api/v1/workflow");
    if (data) {
      workflow.value = data;
      localStorage.setItem(KEPT, JSON.stringify(data));
    }
  } catch {
    // the table changes only with a release: the kept one is as good
  }
}

export function stateWords(state: State): { zh: string; en: string } {
  return workflow.value?.states.find((one) => one.state === state) ?? { zh: state, en: state };
}
