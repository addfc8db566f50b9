/** The service's time: clocks count by it, whatever this device's own clock says. And what a clock says in words. */
import { computed, ref } from "vue";
import { spanText, useNow } from "@/parts/times";
import type { Feature } from "./filters";
import { isLate } from "./filters";

/** Below this the device's clock is right enough: the header has whole seconds. */
const SMALL_MS = 3000;
const ahead = ref(0);

/** Learns from an answer how far the service's clock is ahead of this one. */
export function hearTime(answer: Response): void {
  const told = Date.parse(answer.headers.get("date") ?? "");
  const by = told - Date.now();
  if (Number.isFinite(by)) ahead.value = Math.abs(by) < SMALL_MS ? 0 : by;
}

/** The service's time in milliseconds, fresh every `seconds`. */
export function useServiceNow(seconds = 5) {
  const own = useNow(seconds);
  return computed(() => own.value + ahead.value);
}

export interface Face {
  /** late: the limit has passed; soon: less than a quarter of an hour is left; none: no limit counts. */
  kind: "late" | "soon" | "left" | "waits" | "still" | "done";
  minutes: number;
}

const SOON_MIN = 15;

/** The clock of a ticket at a moment: what is left, by how much it is late, or how long it waits without a limit. */
export function faceOf(ticket: Feature["properties"], now: number): Face {
  if (ticket.closed_at || ticket.repaired_at) return { kind: "done", minutes: (now - Date.parse(ticket.closed_at ?? ticket.repaired_at!)) / 60000 };
  if (ticket.state === "suspended") return { kind: "still", minutes: 0 };
  if (!ticket.due_at) return { kind: "waits", minutes: (now - Date.parse(ticket.reported_at)) / 60000 };
  const left = (Date.parse(ticket.due_at) - now) / 60000;
  return { kind: isLate(ticket, now) ? "late" : left < SOON_MIN ? "soon" : "left", minutes: Math.abs(left) };
}

type Say = (key: "late_by" | "due_in" | "waits_for" | "clock_still" | "done_for" | "day" | "hour" | "minute", values?: Record<string, unknown>) => string;

export function faceText(face: Face, say: Say): string {
  const span = spanText(face.minutes, { d: say("day"), h: say("hour"), m: say("minute") });
  const keys = { late: "late_by", soon: "due_in", left: "due_in", waits: "waits_for", still: "clock_still", done: "done_for" } as const;
  return say(keys[face.kind], { span });
}
