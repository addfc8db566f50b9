import { describe, expect, it } from "vitest";
import { aheadOf, ends, nextStep, stepsAhead, troublesOf } from "@/pages/crew/ahead";
import { NOW, TABLE, stepNamed, taken, ticket } from "./scene";

const actions = (of: ReturnType<typeof ticket>, items: Parameters<typeof aheadOf>[2]) => {
  const ahead = aheadOf(of, NOW, items, TABLE), steps = stepsAhead(of, ahead, TABLE);
  return { ahead, names: steps.map((one) => one.action), next: nextStep(steps, of.properties.shaft !== null, ahead.safe)?.action };
};

describe("what a ticket will be", () => {
  it("goes through the work without network, and each step that changes it waits for the one before", () => {
    const hole = ticket("t");
    const steps = ["accept", "arrive", "make_safe"].map((action) => taken(hole, action));
    const walk = [0, 1, 2, 3].map((n) => actions(hole, steps.slice(0, n)));
    expect(walk.map((one) => one.next)).toEqual(["accept", "arrive", "make_safe", "repair"]);
    expect(walk.map((one) => one.ahead.state)).toEqual(["dispatched", "accepted", "accepted", "accepted"]);
    expect(walk.map((one) => one.ahead.version)).toEqual([4, 5, 5, 5]);
    expect(walk[3]!.ahead.follows).toBe("t-accept");
    const done = actions(hole, [...steps, taken(hole, "repair", {}, { follows: "t-accept" })]);
    expect([done.ahead.state, done.next]).toEqual(["repaired", undefined]);
    expect(done.ahead.waiting).toHaveLength(4);
  });
  it("does not offer to mend an open shaft that is not barred, and offers it where there is none", () => {
    expect(actions(ticket("t", { state: "accepted" }), []).names).not.toContain("repair");
    expect(actions(ticket("t", { state: "accepted", shaft: null, arrived_at: NOW }), []).next).toBe("repair");
  });
  it("offers nothing that this page cannot bring along, and no return of what the desk decided for good", () => {
    expect(actions(ticket("t"), []).names).not.toContain("assign");
    expect(actions(ticket("t", { final: true }), []).names).not.toContain("return");
    expect(actions(ticket("t"), [taken(ticket("t"), "accept")]).names).not.toContain("transfer");
  });
  it("counts a step once: by its event, or by when it was received", () => {
    const told = ticket("t", { state: "accepted", version: 5 });
    const known = { ...told, events: [{ id: "t-accept" }] as unknown as typeof told.events };
    expect(actions(known, [taken(told, "accept")]).ahead.version).toBe(5);
    const received = (at: string) => taken(told, "accept", { state: "received", receivedAt: at, answer: { version: 5 } });
    expect(actions(told, [received("2026-11-27T00:59:00.000Z")]).ahead.follows).toBeNull();
    expect(actions(ticket("t"), [received("2026-11-27T01:01:00.000Z")]).ahead).toMatchObject({ state: "accepted", version: 5, waiting: [] });
  });
  it("does not count what was refused, nor what comes behind it", () => {
    const hole = ticket("t");
    const { ahead, next } = actions(hole, [taken(hole, "accept", { state: "conflict" }), taken(hole, "arrive"), taken(hole, "repair", {}, { follows: "t-accept" })]);
    expect([ahead.state, ahead.arrived, next]).toEqual(["dispatched", true, "accept"]);
    expect([ahead.trouble, ahead.stranded, ahead.waiting].map((list) => list.map((one) => one.id))).toEqual([["t-accept"], ["t-repair"], ["t-arrive"]]);
  });
  it("leaves the steps of other tickets alone", () => {
    expect(aheadOf(ticket("t"), NOW, [taken(ticket("other"), "accept")], TABLE).state).toBe("dispatched");
  });
});

it("what takes a ticket out of the crew's hands is held", () => {
  expect(["accept", "arrive", "make_safe", "return", "repair"].map((action) => ends(stepNamed(action)))).toEqual([false, false, false, true, true]);
});

it("what was noted together and not taken is told once, by its step", () => {
  const hole = ticket("t"), step = taken(hole, "repair", { state: "refused" });
  const evidence = { ...step, id: "e", send: { way: "json" as const, method: "PUT" as const, path: "/api/v1/tickets/t/evidence", body: {} } };
  const picture = { ...step, id: "p", send: { way: "photo" as const, sha256: "" } };
  expect(troublesOf([evidence, step, picture, taken(hole, "arrive")]).map((one) => one.id)).toEqual([step.id]);
  expect(troublesOf([evidence]).map((one) => one.id)).toEqual(["e"]);
});
