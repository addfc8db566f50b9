import { describe, expect, it } from "vitest";
import { linkOf, messageOf, type Say, type Told } from "./message";
import words from "./words";

const speak = (language: "zh-CN" | "en"): Say => (key, values = {}) =>
  words[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
const TOLD: Told = {
  number: "20261127-00012", thing: "W01", defect: "D02", hazard: true, place: "Liaoning Road 12,\n 8 m north", due: "11-27 14:05", who: "ORG",
  link: "https://jg.example/app/desk/1",
};

describe("messageOf", () => {
  it("has number, class, place, due time and link, a line each", () => {
    expect(messageOf(TOLD, speak("en")).split("\n")).toEqual([
      "[20261127-00012] W01 D02 (hazard)", "Place: Liaoning Road 12, 8 m north", "Due: 11-27 14:05", "With: ORG", "Details: https://jg.example/app/desk/1",
    ]);
  });
  it("leaves out what is not known", () => {
    const short = messageOf({ number: "1", defect: "D02", place: "P", link: "L" }, speak("en"));
    expect(short).toBe("[1] D02\nPlace: P\nDetails: L");
    expect(messageOf({ number: "1", thing: null, defect: "D", place: "", due: "", who: null, link: "L" }, speak("en"))).toBe("[1] D\nDetails: L");
  });
  it("says it in Chinese with the same lines", () => {
    expect(messageOf(TOLD, speak("zh-CN")).split("\n")).toHaveLength(5);
    expect(messageOf(TOLD, speak("zh-CN"))).toContain("20261127-00012");
  });
});

describe("linkOf", () => {
  it("is the address people use, whatever it ends with", () => {
    expect(linkOf("https://jg.example/", "a b")).toBe("https://jg.example/app/desk/tickets/a%20b");
  });
});
