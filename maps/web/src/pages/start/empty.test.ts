import { describe, expect, it } from "vitest";
import { givesWay } from "./empty";

describe("givesWay", () => {
  it("keeps nobody before an empty map, and nobody from filling it", () => {
    expect(["home", "map", "wall", "desk"].map((name) => givesWay(name, true))).toEqual([true, true, true, true]);
    expect(["start", "import", "admin", "steward", "login", "suggestions"].some((name) => givesWay(name, true))).toBe(false);
    expect(givesWay("map", false)).toBe(false);
  });
});
