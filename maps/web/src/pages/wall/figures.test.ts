import { describe, expect, it } from "vitest";
import { age, counters, line, listAt, listOf, monthOf, share, worst, type Group, type Wall } from "./figures";

const group = (code: string, late: number, stuck: number): Group => ({ code, name_zh: code, name_en: code, open: 9, late, stuck });

describe("worst", () => {
  it("puts what is late first and leaves out who has neither", () => {
    const { shown, rest } = worst([group("a", 0, 5), group("b", 2, 0), group("c", 0, 0), group("d", 2, 3)], 6);
    expect(shown.map((one) => one.code)).toEqual(["d", "b", "a"]);
    expect(rest).toBeNull();
  });
  it("adds up what does not fit: nothing is hidden", () => {
    const groups = [5, 4, 3, 2, 1].map((n) => group(`g${n}`, n, 1));
    const { shown, rest } = worst(groups, 3);
    expect(shown.map((one) => one.late)).toEqual([5, 4]);
    expect(rest).toEqual({ count: 3, late: 6, stuck: 3 });
    expect(worst(groups, 5).rest).toBeNull();
  });
});

describe("links", () => {
  it("open the list of exactly what was counted", () => {
    const wall = { day_from: "2026-11-27T00:00:00+08:00", today: { reported: 1, closed: 2, open: 3, hazards: 2, shafts: 1, unguarded: 1 } } as Wall;
    const found = Object.fromEntries(counters(wall).map((one) => [one.name, one]));
    expect(found.closed!.to).toEqual({ path: "/wall/list", query: { state: "closed,archived", closed_from: wall.day_from } });
    expect(found.reported!.to.query.state).not.toContain("void");
    expect(found.unguarded!.alarm).toBe(true);
  });
  it("name whoever answers, also nobody", () => {
    expect(listOf("departments", "", "late").query).toEqual({ late: "1", assignee: "" });
    expect(listOf("streets", "370203005", "stuck").query).toEqual({ stuck: "1", area: "370203005" });
    expect(listOf("streets", "", "late").query).toEqual({ late: "1" });
  });
  it("lead to the desk where it knows the filter, else to a list of their own", () => {
    expect(listOf("streets", "370203005", "late")).toEqual({ path: "/desk", query: { late: "1", area: "370203005" } });
    expect(listOf("departments", "", "late").path).toBe("/wall/list");
    expect(listOf("streets", "370203005", "stuck").path).toBe("/wall/list");
    expect(listAt({ open: "1", hazard: "1" })).toEqual({ path: "/desk", query: { hazard: "1" } });
  });
});

describe("share", () => {
  it("is never rounded up to all nor down to nothing", () => {
    expect([1, 0.99999, 0.9644, 0.00001, 0, null].map((one) => share(one))).toEqual(["100.0%", "99.9%", "96.4%", "0.1%", "0.0%", null]);
    expect(share(0.999, 0)).toBe("99%");
  });
});

describe("line", () => {
  it("goes from left to right, with its highest value at the top", () => {
    expect(line([0, 5, 10], 100, 20)).toBe("M0.0 20.0L50.0 10.0L100.0 0.0");
  });
  it("has a gap where nothing is known, and nothing to draw of nothing", () => {
    expect(line([1, null, 1], 100, 20, 0)).toBe("M0.0 0.0M100.0 0.0");
    expect(line([null, null], 100, 20)).toBe("");
  });
});

describe("time", () => {
  it("is told in the largest unit that says enough", () => {
    expect([59_000, 61_000, 3_600_000 * 5, 86_400_000 * 3].map(age)).toEqual([
      { unit: "seconds", n: 59 }, { unit: "minutes", n: 1 }, { unit: "hours", n: 5 }, { unit: "days", n: 3 },
    ]);
  });
  it("knows where a month ends", () => {
    expect(monthOf("2026-12")).toEqual({ from: "2026-12-01T00:00:00+08:00", until: "2027-01-01T00:00:00+08:00" });
    expect(monthOf("2026-09").until).toBe("2026-10-01T00:00:00+08:00");
  });
});
