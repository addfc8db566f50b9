/** An import from the file to its undoing: what is known of it so far, and the jobs the service does for it. */
import { ref, shallowRef } from "vue";
import { api, type Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import { person } from "@/api/session";
import { uuid } from "../uuid";

export type Inspection = Schemas["InspectionAnswer"];
export type Job = Schemas["ImportJobAnswer"];
export type Rule = string | Record<string, unknown>;
export interface Choices {
  kind: string;
  layer: string;
  datum: string;
  encoding: string;
  ignoreFileCrs: boolean;
  swapAxes: boolean;
  trustDatum: boolean;
  source: string;
  identity: string[];
  fields: Record<string, Rule>;
  defaults: Record<string, string>;
}

const EMPTY: Choices = { kind: "", layer: "", datum: "", encoding: "", ignoreFileCrs: false, swapAxes: false, trustDatum: false, source: "", identity: [], fields: {}, defaults: {} };
const PAUSE_MS = 700;

/** Sends a file as the body of a request and tells how much of it has gone (0 to 1). Throws `Problem`. */
export function upload(file: File, id: string, told: (share: number) => void): Promise<Schemas["FileAnswer"]> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports/files?${new URLSearchParams({ id, name: file.name })}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRF-Token", person.value?.csrf ?? "");
    request.upload.onprogress = (event) => event.lengthComputable && told(event.loaded / event.total);
    request.onerror = () => reject(Problem.silence());
    request.onload = () => {
      if (request.status < 300) return resolve(JSON.parse(request.responseText) as Schemas["FileAnswer"]);
      Problem.of(new Response(request.responseText, { status: request.status, statusText: request.statusText })).then(reject, reject);
    };
    request.send(file);
  });
}

/** A mapping as a mapping file has it. Pure. */
export function mappingOf(choices: Choices): Record<string, unknown> {
  const filled = Object.entries(choices.defaults).filter(([, value]) => value !== "");
  const texts = Object.fromEntries((["kind", "source", "layer", "datum", "encoding"] as const).filter((key) => choices[key] !== "").map((key) => [key, choices[key]]));
  return {
    ...texts,
    ...(choices.identity.length ? { id_field: choices.identity } : {}),
    fields: choices.fields,
    defaults: Object.fromEntries(filled),
  };
}

export function useImport() {
  const file = shallowRef<Schemas["FileAnswer"] | null>(null), seen = shallowRef<Inspection | null>(null);
  const choices = ref<Choices>({ ...EMPTY });
  const job = shallowRef<Job | null>(null);

  async function look(chosen: Schemas["FileAnswer"], kindSaid = ""): Promise<void> {
    const { layer, datum, encoding, ignoreFileCrs } = choices.value;
    const { data } = await api.POST("/api/v1/imports/files/{file_id}/inspection", {
      params: { path: { file_id: chosen.id } },
      body: { kind: kindSaid || null, layer: layer || null, datum: datum || null, encoding: encoding || null, ignore_file_crs: ignoreFileCrs },
    });
    file.value = chosen;
    seen.value = data!;
    const { fields = {}, defaults = {}, id_field: identity = [] } = data!.mapping as { fields?: Record<string, Rule>; defaults?: Record<string, string>; id_field?: string[] };
    choices.value = { ...choices.value, kind: data!.kind, layer: data!.layer && layer ? data!.layer : layer, fields: { ...fields }, defaults: { ...defaults }, identity: [...identity] };
  }

  async function ask(body: Omit<Schemas["ImportJobBody"], "id">): Promise<Job> {
    const id = uuid();
    let told = (await api.POST("/api/v1/imports/jobs", { body: { ...body, id } })).data!;
    job.value = told;
    while (told.state === "waiting" || told.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      told = (await api.GET("/api/v1/imports/jobs/{job_id}", { params: { path: { job_id: id } } })).data!;
      job.value = told;
    }
    return told;
  }

  function bring(act: "try" | "run"): Promise<Job> {
    const { swapAxes, trustDatum, ignoreFileCrs } = choices.value;
    return ask({ act, file_id: file.value!.id, mapping: mappingOf(choices.value), swap_axes: swapAxes, trust_datum: trustDatum, ignore_file_crs: ignoreFileCrs, reason: "" });
  }

  const undo = (run: number, reason: string) =>
    ask({ act: "undo", run_id: run, reason, mapping: {}, swap_axes: false, trust_datum: false, ignore_file_crs: false });

  function restart(): void {
    file.value = seen.value = job.value = null;
    choices.value = { ...EMPTY, source: choices.value.source };
  }

  return { file, seen, choices, job, look, bring, undo, restart };
}
