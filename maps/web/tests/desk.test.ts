import { describe, expect, it } from "vitest";
import { compare, fits, fromQuery, orderOf, toParams, toQuery, type Feature, type Filters } from "@/pages/desk/filters";
import { faceOf } from "@/pages/desk/clock";
import { bodyOf, emptyDraft } from "@/pages/desk/draft";

const NOW = Date.parse("2026-11-27T08:00:00Z");
const NONE: Filters = { states: [], hazard: false, late: false, assignee: "", defect: "", area: "", text: "", box: null };
const OPEN = ["reported", "filed", "dispatched", "accepted"] as const;

function ticket(changes: Record<string, unknown> = {}, place: [number, number] = [120.37, 36.09]): Feature {
  const properties = {
    id: "a", number: "20261127-00001", state: "dispatched", hazard: true, urgency: 1, defect: { code: "missing" }, assignee: { code: "SZGS" },
    place_zh: "辽宁路", place_en: "Liaoning Road", asset_code: "37020301002000001", community_code: "370203005001",
    due_at: "2026-11-27T09:00:00Z", reported_at: "2026-11-27T06:00:00Z", repaired_at: null, closed_at: null, ...changes,
  };
  return { type: "Feature", id: "a", geometry: { type: "Point", coordinates: place }, properties } as unknown as Feature;
}

describe("filters", () => {
  it("come back from the address as they went", () => {
    const filters: Filters = { states: ["filed", "dispatched"], hazard: true, late: true, assignee: "SZGS", defect: "missing", area: "370203005", text: "liao", box: [120.1, 36, 120.5, 36.2] };
    expect(fromQuery(toQuery(filters) as never, [...OPEN])).toEqual(filters);
    expect(toQuery(NONE)).toEqual({});
  });
  it("leave out of the address what is no filter", () => {
    expect(fromQuery({ state: "dispatched,nonsense", area: "37", bbox: "1,2,x,4", late: "yes" }, [...OPEN])).toEqual({ ...NONE, states: ["dispatched"] });
  });
  it("ask for every open state unless some are chosen", () => {
    expect(toParams(NONE, OPEN)).toEqual({ order: "urgency", state: [...OPEN] });
    expect(toParams({ ...NONE, states: ["filed"], late: true }, OPEN)).toMatchObject({ state: ["filed"], late: true });
  });
  it.each([
    [{ states: ["filed"] as const }, false], [{ states: ["dispatched"] as const }, true], [{ hazard: true }, true], [{ late: true }, false],
    [{ assignee: "SZGS" }, true], [{ assignee: "CGJ" }, false], [{ defect: "broken" }, false], [{ area: "370203005" }, true], [{ area: "370203006" }, false],
    [{ text: "LIAONING" }, true], [{ text: "00001" }, true], [{ text: "%" }, false], [{ box: [120, 36, 121, 37] as const }, true], [{ box: [121, 36, 122, 37] as const }, false],
  ])("%j hold against a ticket: %s", (some, is) => {
    expect(fits(ticket(), { ...NONE, ...some } as Filters, OPEN, NOW)).toBe(is);
  });
  it("hold a ticket late once its limit has passed and nothing is repaired", () => {
    const late = { ...NONE, late: true };
    expect(fits(ticket({ due_at: "2026-11-27T07:59:00Z" }), late, OPEN, NOW)).toBe(true);
    expect(fits(ticket({ due_at: "2026-11-27T07:59:00Z", repaired_at: "2026-11-27T07:00:00Z" }), late, OPEN, NOW)).toBe(false);
  });
});

describe("order and clock", () => {
  it("puts danger first, then what is due first; a ticket without a limit counts from its report", () => {
    const all = [ticket({ number: "4", urgency: 2 }), ticket({ number: "3" }), ticket({ number: "2", due_at: null }), ticket({ number: "1", urgency: 0, due_at: "2026-11-28T00:00:00Z" })];
    const sorted = all.sort((one, other) => compare(orderOf(one), orderOf(other)));
    expect(sorted.map((one) => one.properties.number)).toEqual(["1", "2", "3", "4"]);
  });
  it.each([
    [{}, "left", 60], [{ due_at: "2026-11-27T08:10:00Z" }, "soon", 10], [{ due_at: "2026-11-27T05:50:00Z" }, "late", 130], [{ due_at: null }, "waits", 120],
    [{ state: "suspended" }, "still", 0], [{ repaired_at: "2026-11-27T07:30:00Z", due_at: "2026-11-27T07:00:00Z" }, "done", 30],
  ])("says of %j: %s", (changes, kind, minutes) => {
    expect(faceOf(ticket(changes).properties, NOW)).toEqual({ kind, minutes });
  });
});

describe("what a step brings", () => {
  it("is what it has use for and was given", () => {
    const draft = { ...emptyDraft(), reason: " because ", assignee_code: "SZGS", condition: "J-1", until: "2026-11-28T08:00" };
    expect(bodyOf(draft, new Set(["reason", "other_assignee"]))).toEqual({ reason: "because", note: "", photos: [], assignee_code: "SZGS" });
    expect(bodyOf(draft, new Set(["until"]))).toMatchObject({ reason: "", until: new Date("2026-11-28T08:00").toISOString() });
  });
  it("leaves out children nobody filled in", () => {
    const draft = emptyDraft();
    draft.children.push({ id: "b", defect_code: "surface", assignee_code: "", note: "" });
    expect(bodyOf(draft, new Set(["children"])).children).toEqual([{ id: "b", defect_code: "surface", note: "" }]);
  });
});
