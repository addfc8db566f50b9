/** A crew's day as cards in the order of the work: the stops of its tour, then what it was given without a tour. Pure. */
import type { Schemas } from "@/api/client";
import { pointsOf } from "@/store/area";

export type Tour = Schemas["OwnTour"];
export type Stop = Schemas["StopAnswer"];
export type Ticket = Schemas["TicketFile"];
export type Material = Schemas["MaterialAnswer"];

/** What the device keeps of a day. `seen`: the tickets somebody has looked at, so that a new emergency stands out. */
export interface Day {
  at: string;
  tour: Tour | null;
  tickets: Ticket[];
  materials: Material[];
  seen: string[];
}

/** One visit: a stop with all its tickets, or what belongs to one cover and is in no tour. */
export interface Visit {
  /** The first ticket: its address. */
  id: string;
  stop: Stop | null;
  /** Its number on map and list; null where it is in no tour. */
  number: number | null;
  tickets: Ticket[];
  lon: number;
  lat: number;
}

const LIFE_FIRST = (a: Ticket, b: Ticket) =>
  Number(b.properties.shaft !== null) - Number(a.properties.shaft !== null)
  || Number(b.properties.hazard) - Number(a.properties.hazard)
  || (a.properties.due_at ?? "9").localeCompare(b.properties.due_at ?? "9") || a.properties.number.localeCompare(b.properties.number);

function placed(tickets: Ticket[], stop: Stop | null, number: number | null): Visit {
  const ordered = [...tickets].sort(LIFE_FIRST), [lon, lat] = ordered[0]!.geometry.coordinates as [number, number];
  return { id: ordered[0]!.id, stop, number, tickets: ordered, lon: stop?.lon ?? lon, lat: stop?.lat ?? lat };
}

/** Stops in the order of the tour, then the rest: open shafts and hazards first, several defects of one cover together. */
export function visitsOf(day: Pick<Day, "tour" | "tickets">): Visit[] {
  const byId = new Map(day.tickets.map((one) => [one.id, one]));
  const visits: Visit[] = [];
  for (const stop of day.tour?.properties.stops ?? []) {
    const own = stop.tickets.map((id) => byId.get(id)).filter((one) => one !== undefined);
    own.forEach((one) => byId.delete(one.id));
    if (own.length) visits.push(placed(own, stop, stop.position));
  }
  const covers = new Map<string, Ticket[]>();
  for (const one of byId.values()) {
    const key = one.properties.asset_code ?? one.id;
    covers.set(key, [...(covers.get(key) ?? []), one]);
  }
  const rest = [...covers.values()].map((own) => placed(own, null, null));
  return [...visits, ...rest.sort((a, b) => LIFE_FIRST(a.tickets[0]!, b.tickets[0]!))];
}

/** The visit a ticket belongs to. */
export function visitOf(day: Pick<Day, "tour" | "tickets">, id: string): Visit | undefined {
  return visitsOf(day).find((visit) => visit.tickets.some((one) => one.id === id));
}

const OPEN = new Set(["dispatched", "accepted", "suspended"]);

/** Whether a state leaves the ticket in the hands of the crew. */
export function inHand(state: string): boolean {
  return OPEN.has(state);
}

/** Whether the service still has something to do there for this crew. */
export function isOpen(ticket: Ticket): boolean {
  return inHand(ticket.properties.state);
}

/** Hazards that came in since somebody last looked: they are shown before everything else. */
export function newcomers(day: Pick<Day, "tickets" | "seen">): Ticket[] {
  return day.tickets.filter((one) => one.properties.hazard && isOpen(one) && !day.seen.includes(one.id)).sort(LIFE_FIRST);
}

/** The tickets of a day read again: what was seen stays seen, on the first day of a device everything is. */
export function seenAfter(before: Day | null, tickets: readonly Ticket[]): string[] {
  if (!before) return tickets.map((one) => one.id);
  const calm = tickets.filter((one) => !one.properties.hazard).map((one) => one.id);
  return [...new Set([...before.seen.filter((id) => tickets.some((one) => one.id === id)), ...calm])];
}

/** What a van takes along for these tickets: materials by the table, the usual lids of the stop. */
export function toBring(visit: Visit, materials: readonly Material[]): { lids: number; materials: Material[] } {
  const defects = new Set(visit.tickets.map((one) => one.properties.defect.code));
  return { lids: visit.stop?.load ?? 0, materials: materials.filter((one) => one.needed_for.some((code) => defects.has(code))) };
}

/** Minutes until the earliest due time of a visit; negative when it has passed, null without one. */
export function minutesLeft(tickets: readonly Ticket[], now: number): number | null {
  const dues = tickets.filter(isOpen).map((one) => one.properties.due_at).filter((at) => at !== null);
  return dues.length ? (Math.min(...dues.map((at) => Date.parse(at))) - now) / 60_000 : null;
}

/** Every photo of the reports of a ticket that has come, newest first, at most `most`. */
export function reportPhotos(ticket: Ticket, most = 3): string[] {
  const found = ticket.sightings.flatMap((one) => one.photos).map((photo) => photo.sha256).filter((sha256) => sha256 !== null);
  return [...new Set(found.reverse())].slice(0, most);
}

/** Where a crew needs the map: at each stop, and along the line between them (degrees, lon and lat). */
export function pointsOfDay(visits: readonly Visit[], tour: Tour | null): (readonly [number, number])[] {
  return [...visits.map((visit): [number, number] => [visit.lon, visit.lat]), ...pointsOf(tour?.geometry as { coordinates?: unknown } | null)];
}

/** The box of a day on the map: west, south, east, north in degrees. */
export function boxOf(visits: readonly Visit[], tour: Tour | null): [number, number, number, number] | null {
  const line = (tour?.geometry as { coordinates?: [number, number][] } | null)?.coordinates ?? [];
  const points = [...visits.map((visit): [number, number] => [visit.lon, visit.lat]), ...line];
  if (!points.length) return null;
  const lons = points.map(([lon]) => lon), lats = points.map(([, lat]) => lat), least = 0.0015;
  return [Math.min(...lons) - least, Math.min(...lats) - least, Math.max(...lons) + least, Math.max(...lats) + least];
}
