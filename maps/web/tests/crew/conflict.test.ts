import { expect, it } from "vitest";
import { explain } from "@/pages/crew/conflict";
import type { Ticket } from "@/pages/crew/day";
import { taken, ticket } from "./scene";

const event = (action: string, version: number, more: object = {}) => ({ id: `${action}-${version}`, action, version, org_code: "CGJ", data: {}, ...more }) as unknown as Ticket["events"][number];
const hole = ticket("t");
const conflict = (action: string) => taken(hole, action, { state: "conflict" });

it("a ticket that is shown no more was given to somebody else", () => {
  expect(explain(conflict("accept"), null, "PSGS-01")).toEqual({ kind: "taken_away", news: [], version: null });
});
it("so was one that has another crew of the same house", () => {
  const fresh = ticket("t", { version: 5, crew: { code: "PSGS-02", zh: "二班", en: "two" } }, { events: [event("file", 2), event("assign", 5)] });
  expect(explain(conflict("accept"), fresh, "PSGS-01")).toMatchObject({ kind: "taken_away", news: [{ action: "assign" }] });
});
it("one that is still ours is sent again with the version of now", () => {
  const fresh = ticket("t", { version: 6 }, { events: [event("invite", 6)] });
  expect(explain(conflict("accept"), fresh, "PSGS-01")).toMatchObject({ kind: "changed", version: 6, news: [{ action: "invite" }] });
});
it("one that a colleague has accepted already stands further", () => {
  expect(explain(conflict("repair"), ticket("t", { state: "repaired", version: 7 }), "PSGS-01")).toMatchObject({ kind: "moved_on", version: null });
  expect(explain(conflict("accept"), ticket("t", { state: "accepted", version: 5 }), "PSGS-01").kind).toBe("barred");
});
it("what was refused for its content says so, and may go again where it still leads on", () => {
  expect(explain(taken(hole, "accept", { state: "refused" }), hole, "PSGS-01")).toMatchObject({ kind: "refused", version: 4 });
});
