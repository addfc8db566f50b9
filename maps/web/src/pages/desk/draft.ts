/** What somebody types into a step before it is taken: kept while the page is open, so that nothing typed is lost. */
import { api } from "@/api/client";
import type { Step } from "@/api/workflow";
import { uuid } from "@/store/ids";
import type { Body } from "./taking";

export interface Photo { sha256: string; file: File; sent: boolean }

export interface Draft {
  reason: string; note: string; assignee_code: string; crew_code: string; partner_code: string; condition: string; until: string;
  defect_code: string; finding: string; answer: string; checker_id: string; photos: Photo[];
  children: { id: string; defect_code: string; assignee_code: string; note: string }[];
}

export function emptyDraft(): Draft {
  return {
    reason: "", note: "", assignee_code: "", crew_code: "", partner_code: "", condition: "", until: "", defect_code: "", finding: "",
    answer: "", checker_id: "", photos: [], children: [{ id: uuid(), defect_code: "", assignee_code: "", note: "" }],
  };
}

const FIELDS: Readonly<Partial<Record<Step["needs"][number], "assignee_code" | "crew_code" | "partner_code" | "condition" | "defect_code" | "finding" | "answer" | "checker_id">>> = {
  assignee: "assignee_code", other_assignee: "assignee_code", crew: "crew_code", partner: "partner_code", condition: "condition",
  defect: "defect_code", finding: "finding", answer: "answer", checker: "checker_id",
};

/** The request: what the step has use for and was given. */
export function bodyOf(draft: Draft, needs: ReadonlySet<Step["needs"][number]>): Body {
  const body: Record<string, unknown> = { reason: needs.has("reason") ? draft.reason.trim() : "", note: draft.note.trim(), photos: draft.photos.map((one) => one.sha256) };
  for (const need of needs) {
    const field = FIELDS[need];
    if (field && draft[field]) body[field] = draft[field];
  }
  if (needs.has("until") && draft.until) body.until = new Date(draft.until).toISOString();
  if (needs.has("children")) body.children = draft.children.filter((one) => one.defect_code).map(({ assignee_code: org, ...child }) => ({ ...child, ...(org && { assignee_code: org }) }));
  return body as Body;
}

/** Uploads what has not come yet. Throws `Problem`. */
export async function send(photos: Photo[]): Promise<void> {
  for (const photo of photos.filter((one) => !one.sent)) {
    await api.POST("/api/v1/photos", { params: { query: { sha256: photo.sha256 } }, body: photo.file as never, bodySerializer: (body) => body as never, headers: { "Content-Type": photo.file.type || "image/jpeg" } });
    photo.sent = true;
  }
}
