import { expect, it } from "vitest";
import type { Photo } from "@/parts/phone/pictures";
import { aheadOf } from "@/pages/crew/ahead";
import { dayOf, itemsOf } from "@/pages/crew/sending";
import { NOW, TABLE, stepNamed, taken, ticket } from "./scene";

const hole = ticket("t");
const photo: Photo = { file: new Blob(), at: NOW, fix: { lon: 120.38, lat: 36.09, accuracy_m: 4, at: NOW }, age_s: 2 };
const told = [{ sha256: "b".repeat(64), stage: "before" as const, photo }, { sha256: "a".repeat(64), stage: "after" as const, photo: { ...photo, fix: null, age_s: null } }];

it("a repair brings its pictures, says of each where it was taken, and waits for the acceptance", () => {
  const ahead = aheadOf(hole, NOW, [taken(hole, "accept"), taken(hole, "make_safe")], TABLE);
  const noted = { id: "r", note: " 换盖 ", built: [{ id: "q", material_code: "lid", quantity: "1" }] };
  const [step, evidence, built] = itemsOf(hole, ahead, stepNamed("repair"), noted, told, "修", new Date(NOW));
  expect(step!.send).toMatchObject({ path: "/api/v1/tickets/t/steps", version: 5, follows: "t-accept", clock: "device_now", body: { id: "r", device_time: "2026-11-27T01:00:00.000Z", action: "repair", note: "换盖", photos: ["b".repeat(64), "a".repeat(64)] } });
  expect(evidence!.send).toMatchObject({ method: "PUT", clock: "device_now", body: { evidence: [
    { stage: "before", step_id: "r", fix: { accuracy_m: 4, age_s: 2, datum: "WGS84" }, device_time: NOW }, { stage: "after", fix: null },
  ] } });
  expect(built!.send).toMatchObject({ path: "/api/v1/tickets/t/materials/q", body: { material_code: "lid", quantity: "1", visited_on: "2026-11-27" } });
});
it("a quiet step waits for nothing and goes with the version of the ticket", () => {
  const ahead = aheadOf(hole, NOW, [taken(hole, "accept")], TABLE);
  const [step] = itemsOf(hole, ahead, stepNamed("arrive"), { id: "x" }, [], "", new Date(NOW));
  expect(step!.send).toMatchObject({ version: 4 });
  expect(step!.send).not.toHaveProperty("follows");
});
it("the day of the work is that of the place", () => {
  expect(dayOf(new Date("2026-11-26T17:00:00Z"))).toBe("2026-11-27");
});
