import { describe, expect, it } from "vitest";
import { boxOf, minutesLeft, newcomers, reportPhotos, seenAfter, toBring, visitOf, visitsOf, type Day, type Material } from "@/pages/crew/day";
import { NOW, ticket, tour } from "./scene";

const day = (changes: Partial<Day>): Day => ({ at: NOW, tour: null, tickets: [], materials: [], seen: [], ...changes });

describe("the day", () => {
  it("has the stops in their order, one visit for several defects of one cover, then the rest with open shafts first", () => {
    const tickets = [
      ticket("noise", { hazard: false, shaft: null, asset_code: "c9" }), ticket("beside", { asset_code: "c9" }), ticket("second"),
      ticket("frame", { hazard: false, shaft: null }), ticket("first"),
    ];
    const visits = visitsOf({ tour: tour([{ position: 1, tickets: ["first"] }, { position: 2, tickets: ["frame", "second"] }]), tickets });
    expect(visits.map((one) => [one.number, one.tickets.map((each) => each.id)])).toEqual([[1, ["first"]], [2, ["second", "frame"]], [null, ["beside", "noise"]]]);
    expect(visitOf({ tour: null, tickets }, "noise")?.id).toBe("beside");
  });
  it("leaves out a stop of which nothing is shown any more", () => {
    expect(visitsOf({ tour: tour([{ position: 1, tickets: ["gone"] }]), tickets: [] })).toEqual([]);
  });
  it("shows a hazard that came in since somebody looked, and nothing on the first day of a device", () => {
    const old = ticket("old"), came = ticket("new"), calm = ticket("calm", { hazard: false });
    expect(seenAfter(null, [old])).toEqual(["old"]);
    const seen = seenAfter(day({ seen: ["old", "closed"] }), [old, came, calm]);
    expect(seen).toEqual(["old", "calm"]);
    expect(newcomers(day({ tickets: [old, came, calm], seen })).map((one) => one.id)).toEqual(["new"]);
  });
  it("says what to bring, and how long is left until the first is due", () => {
    const lid = { code: "lid", needed_for: ["missing"] } as unknown as Material, paint = { code: "paint", needed_for: ["marking"] } as unknown as Material;
    const [visit] = visitsOf({ tour: tour([{ position: 1, tickets: ["t"] }]), tickets: [ticket("t")] });
    expect(toBring(visit!, [paint, lid])).toEqual({ lids: 1, materials: [lid] });
    const due = [ticket("a", { due_at: "2026-11-27T02:00:00Z" }), ticket("b", { due_at: "2026-11-27T00:30:00Z" }), ticket("c", { due_at: "2026-11-26T00:00:00Z", state: "repaired" })];
    expect(minutesLeft(due, Date.parse(NOW))).toBe(-30);
    expect(minutesLeft([ticket("a")], Date.parse(NOW))).toBeNull();
  });
  it("takes the newest photos of the report along, those that have come", () => {
    const photo = (sha256: string | null) => ({ sha256 });
    const seen = { sightings: [{ photos: [photo("a"), photo(null)] }, { photos: [photo("b"), photo("a")] }] } as never;
    expect(reportPhotos(ticket("t", {}, seen), 1)).toEqual(["a"]);
    expect(reportPhotos(ticket("t", {}, seen))).toEqual(["a", "b"]);
  });
  it("draws a box round everything", () => {
    expect(boxOf([], null)).toBeNull();
    const [west, south, east, north] = boxOf(visitsOf({ tour: null, tickets: [ticket("t")] }), null)!;
    expect(west < 120.38 && south < 36.09 && east > 120.38 && north > 36.09).toBe(true);
  });
});
