/** Rules of a draft: moved, checked, and as they are sent. */
import { describe, expect, it } from "vitest";
import { emptyRule, faultsOf, moved, rowOf, sent, type Rule } from "@/pages/steward/rules/rules";

const rule = (changes: Partial<Rule> = {}): Rule => ({ ...emptyRule(), assignee_code: "CGJ", reason_zh: "理由", reason_en: "why", ...changes });

describe("rules of a draft", () => {
  it("move by one place and not over the ends", () => {
    const rows = ["a", "b", "c"].map((source) => rowOf(rule({ source })));
    const order = (list: typeof rows) => list.map((row) => row.rule.source).join("");
    expect(order(moved(rows, 0, 1))).toBe("bac");
    expect(order(moved(rows, 2, -1))).toBe("acb");
    expect(order(moved(rows, 0, -1))).toBe("abc");
    expect(order(moved(rows, 2, 1))).toBe("abc");
    expect(order(rows)).toBe("abc");
  });

  it("say what is wrong at its field", () => {
    expect(faultsOf(rule())).toEqual({});
    expect(faultsOf(emptyRule())).toEqual({ assignee_code: "needed", reason_zh: "needed", reason_en: "needed" });
    expect(faultsOf(rule({ answers: "owner", assignee_code: null }))).toEqual({});
    expect(faultsOf(rule({ area_code: "37a", keyword: "x".repeat(201) }))).toEqual({ area_code: "digits", keyword: "longer" });
  });

  it("are sent in their order, with nothing empty, and an organisation only where one is named", () => {
    const list = sent([rowOf(rule({ keyword: " 路灯 ", matter_code: "", hazard: false })), rowOf(rule({ answers: "street" }))]);
    expect(list.map((one) => one.position)).toEqual([10, 20]);
    expect(list[0]).toMatchObject({ keyword: "路灯", matter_code: null, hazard: false, assignee_code: "CGJ", source: "" });
    expect(list[1]).toMatchObject({ answers: "street", assignee_code: null });
  });
});
