/** Which tickets the desk shows: kept in the address, asked of the service, and held against what the stream tells. */
import type { LocationQuery, LocationQueryRaw } from "vue-router";
import type { Schemas } from "@/api/client";
import type { State } from "@/api/workflow";

export type Feature = Schemas["TicketFeature"];
export type Box = [number, number, number, number];

export interface Filters {
  /** None: every open one. */
  states: State[];
  hazard: boolean;
  late: boolean;
  assignee: string;
  defect: string;
  area: string;
  text: string;
  box: Box | null;
}

const word = (value: unknown): string => (typeof value === "string" ? value : "");

export function fromQuery(query: LocationQuery, known: readonly State[]): Filters {
  const box = word(query.bbox).split(",").map(Number);
  return {
    states: known.filter((state) => word(query.state).split(",").includes(state)),
    hazard: query.hazard === "1",
    late: query.late === "1",
    assignee: word(query.assignee),
    defect: word(query.defect),
    area: /^([0-9]{6}|[0-9]{9}|[0-9]{12})$/.test(word(query.area)) ? word(query.area) : "",
    text: word(query.q).slice(0, 100),
    box: box.length === 4 && box.every(Number.isFinite) ? (box as Box) : null,
  };
}

export function toQuery(filters: Filters): LocationQueryRaw {
  const all = {
    state: filters.states.join(","), hazard: filters.hazard ? "1" : "", late: filters.late ? "1" : "", assignee: filters.assignee,
    defect: filters.defect, area: filters.area, q: filters.text, bbox: filters.box?.map((one) => one.toFixed(5)).join(",") ?? "",
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

/** As `GET /tickets` takes them. */
export function toParams(filters: Filters, open: readonly State[]) {
  return {
    order: "urgency" as const,
    state: filters.states.length ? filters.states : [...open],
    ...(filters.hazard && { hazard: true }),
    ...(filters.late && { late: true }),
    ...(filters.assignee && { assignee: filters.assignee }),
    ...(filters.defect && { defect: filters.defect }),
    ...(filters.area && { area: filters.area }),
    ...(filters.text && { q: filters.text }),
    ...(filters.box && { bbox: filters.box.join(",") }),
  };
}

/** Whether a ticket belongs into the list: the service's own rule, for what the stream brings. */
export function fits({ properties: ticket, geometry }: Feature, filters: Filters, open: readonly State[], now: number): boolean {
  const [lon, lat] = geometry.coordinates;
  const words = [ticket.number, ticket.place_zh, ticket.place_en, ticket.asset_code ?? ""].join(" ").toLowerCase();
  const box = filters.box;
  return (
    (filters.states.length ? filters.states : open).includes(ticket.state) &&
    (!filters.hazard || ticket.hazard) &&
    (!filters.late || isLate(ticket, now)) &&
    (!filters.assignee || ticket.assignee?.code === filters.assignee) &&
    (!filters.defect || ticket.defect.code === filters.defect) &&
    (!filters.area || (ticket.community_code ?? "").startsWith(filters.area)) &&
    words.includes(filters.text.toLowerCase()) &&
    (!box || (box[0] <= lon && lon <= box[2] && box[1] <= lat && lat <= box[3]))
  );
}

export function isLate(ticket: Feature["properties"], now: number): boolean {
  return ticket.due_at !== null && !ticket.repaired_at && !ticket.closed_at && Date.parse(ticket.due_at) < now;
}

/** What the list is in order of, least first: as `order=urgency` of the service. */
export function orderOf({ properties: ticket }: Feature): [number, number, string] {
  return [ticket.urgency, Date.parse(ticket.due_at ?? ticket.reported_at), ticket.number];
}

export function compare(one: [number, number, string], other: [number, number, string]): number {
  return one[0] - other[0] || one[1] - other[1] || (one[2] < other[2] ? -1 : one[2] > other[2] ? 1 : 0);
}
