/** What the pages of the street reckon on the device. */
import "fake-indexeddb/auto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { withPlace } from "@/parts/phone/exif";
import { metresBetween } from "@/parts/phone/position";
import { checkDigit, codeOnPlate, isSpoken, plain, spokenOf } from "@/pages/street/spoken";
import { inOrder, isOffered, shotsOf, whyNot, type Ticket } from "@/pages/street/verify/repairs";
import { boxOf, pointsOf, takeAlong, tile, tilesOf } from "@/store/area";
import { dropPack, packInfo, read } from "@/store/taken";

const DIGITS = [3, 5, 0, 9];

describe("spoken numbers", () => {
  it("have the check digit of the register", () => {
    expect([1, 12, 1234, 99999].map(checkDigit)).toEqual(DIGITS);
    expect(spokenOf("Dalian", 12)).toBe(`Dalian 12-${DIGITS[1]}`);
    expect(spokenOf(null, 12)).toBe("");
  });
  it("are heard in spite of dashes, spaces and full-width digits, and not with a wrong digit", () => {
    expect(plain("Da lian １２-3")).toBe("dalian123");
    expect(isSpoken(`x 1234-${DIGITS[2]}`)).toBe(true);
    expect(isSpoken(`x 1243-${DIGITS[2]}`)).toBe(false);
  });
  it("a plate is its address or its digits", () => {
    const code = "37020300501000123";
    expect(codeOnPlate(`https://jingge.example/id/${code}`)).toBe(code);
    expect(codeOnPlate(` ${code} `)).toBe(code);
    expect(codeOnPlate(`https://jingge.example/id/${code}?lang=en`)).toBe(code);
    expect(codeOnPlate("https://pay.example/1234567890123456789")).toBeNull();
  });
});

describe("the area", () => {
  const line = { type: "LineString", coordinates: [[120.37, 36.08], [120.38, 36.08]] };
  it("has points between those that lie far apart, and a box around them", () => {
    expect(pointsOf(line).length).toBeGreaterThan(6);
    const [west, south, east, north] = boxOf(pointsOf(line))!;
    expect([west < 120.37, south < 36.08, east > 120.38, north > 36.08]).toEqual([true, true, true, true]);
    expect(boxOf([])).toBeNull();
  });
  it("needs every zoom of a walk, close by only round the units", () => {
    const tiles = tilesOf(pointsOf(line), ["base"]);
    const zooms = new Set(tiles.map((path) => Number(path.split("/")[3])));
    expect([...zooms].sort((a, b) => a - b)).toEqual([11, 12, 13, 14, 15, 16, 17, 18]);
    expect(tiles.length).toBeLessThan(150);
    expect(tiles).toContain("/tiles/base/15/27341/12858.mvt");
  });
  it("a kilometre is a kilometre", () => {
    expect(metresBetween({ lon: 120, lat: 36 }, { lon: 120, lat: 36.009 })).toBeCloseTo(1000.8, 0);
  });
});

describe("taken along", () => {
  afterEach(() => vi.unstubAllGlobals());
  const online = (on: boolean) => vi.spyOn(navigator, "onLine", "get").mockReturnValue(on);

  it("is read where there is no network, told with size and age, and taken off again", async () => {
    online(true);
    vi.stubGlobal("fetch", async (path: string) => (path.startsWith("/tiles/") ? new Response(`tile ${path}`)
      : Response.json(path.includes("/assets") ? { features: [], next: null } : { said: path })));
    const points = pointsOf({ coordinates: [[120.37, 36.08]] });
    const pack = await takeAlong("anna", points, ["/api/v1/defects"], () => undefined);
    expect(pack.tiles).toBe(tilesOf(points, ["base", "covers"]).length);
    expect(pack.bytes).toBeGreaterThan(0);
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("no network")));
    const [path] = tilesOf(points, ["base"]) as [string];
    const signal = new AbortController().signal;
    expect(new TextDecoder().decode(await tile(path, "anna", signal))).toBe(`tile ${path}`);
    await expect(tile("/tiles/base/18/1/1.mvt", "anna", signal)).rejects.toMatchObject({ status: 404 });
    expect(await read("/api/v1/defects")).toMatchObject({ data: { said: "/api/v1/defects" }, kept: true });
    expect((await packInfo("anna"))!.at).not.toBeNull();
    await dropPack("anna");
    expect(await packInfo("anna")).toBeNull();
    await expect(tile(path, "anna", signal)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a photo", () => {
  it("carries place, accuracy and time of the fix; what is no JPEG stays as it is", async () => {
    const jpeg = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xd9])]);
    const placed = await withPlace(jpeg, new Date("2026-11-27T08:00:00Z"), { lon: 120.3752, lat: 36.0876, accuracy_m: 6, at: "2026-11-27T07:59:50Z" });
    const bytes = new Uint8Array(await placed.arrayBuffer());
    expect([...bytes.slice(0, 4)]).toEqual([0xff, 0xd8, 0xff, 0xe1]);
    expect(bytes.length).toBe(6 + ((bytes[4]! << 8) | bytes[5]!));
    expect(new TextDecoder("latin1").decode(bytes)).toContain("2026:11:27");
    const other = new Blob(["png"]);
    expect(await withPlace(other, new Date(), null)).toBe(other);
  });
});

describe("repairs to be verified", () => {
  const at = (id: string, lon: number, repaired_at: string, more: object = {}) =>
    ({ id, geometry: { type: "Point", coordinates: [lon, 36] }, properties: { repaired_at, repaired_by: "crew" }, steps: [], events: [], sightings: [], ...more }) as unknown as Ticket;

  it("stand nearest first, without a position the longest waiting", () => {
    const all = [at("far", 120.5, "1"), at("old", 120.4, "0"), at("near", 120.31, "2")];
    expect(inOrder(all, { lon: 120.3, lat: 36 }).map((one) => one.id)).toEqual(["near", "old", "far"]);
    expect(inOrder(all, null).map((one) => one.id)).toEqual(["old", "far", "near"]);
  });
  it("are offered only where the service lets one verify", () => {
    expect(isOffered(at("a", 120, "", { steps: [{ action: "rework" }] }))).toBe(false);
    expect(isOffered(at("a", 120, "", { steps: [{ action: "verify" }] }))).toBe(true);
    expect(whyNot(at("a", 120, ""), "crew")).toBe("self");
    expect(whyNot(at("a", 120, ""), "me")).toBe("house");
  });
  it("show before and after by the proof; without one the report is before and the repair after", () => {
    const photo = (sha256: string | null) => ({ sha256 });
    const ticket = at("a", 120, "", { sightings: [{ photos: [photo("seen"), photo(null)] }], events: [{ action: "repair", photos: [photo("b"), photo("done")] }, { action: "make_safe", photos: [photo("bar")] }] });
    expect(shotsOf({ ticket, proof: null })).toEqual({ before: ["seen"], after: ["b", "done"] });
    const proof = { shots: [{ stage: "before", sha256: "b" }, { stage: "after", sha256: "done" }, { stage: "barrier", sha256: "bar" }] } as never;
    expect(shotsOf({ ticket, proof })).toEqual({ before: ["seen", "b"], after: ["done"] });
  });
});
