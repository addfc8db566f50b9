import { expect, it } from "vitest";
import { pointsOfDay, visitsOf } from "@/pages/crew/day";
import { guardOf } from "@/pages/crew/guarding";
import { NOW, ticket, tour } from "./scene";

it("a guard begins when it was noted, is the crew's, and goes before everything else", () => {
  const item = guardOf("t", { id: "g", post: " 甲、锥桶 ", hours: 4, org: "PSGS-01" }, "看护", new Date(NOW));
  expect(item).toMatchObject({ id: "g", urgent: true, send: { method: "POST", path: "/api/v1/tickets/t/guards", body: {
    id: "g", kind: "watch", post: "甲、锥桶", begins_at: NOW, until: "2026-11-27T05:00:00.000Z", org_code: "PSGS-01",
  } } });
});
it("the map is taken along at each stop and along the way between them", () => {
  const day = tour([{ position: 1, tickets: ["a"], lon: 120.4, lat: 36.1 }]), visits = visitsOf({ tour: day, tickets: [ticket("a"), ticket("b")] });
  expect(pointsOfDay(visits, null)).toEqual([[120.4, 36.1], [120.38, 36.09]]);
  const line = { ...day, geometry: { type: "LineString", coordinates: [[120.4, 36.1], [120.41, 36.1]] } } as never;
  const points = pointsOfDay(visits, line);
  expect(points.length).toBeGreaterThan(6);
  expect(points.at(-1)).toEqual([120.41, 36.1]);
});
