import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import common from "@/words/common";

const ROOT = join(import.meta.dirname, "..", "src");
const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const pages = import.meta.glob<{ default: Record<"zh-CN" | "en", Record<string, string>> }>("../src/**/words.ts", { eager: true });
const catalogues = { ...Object.fromEntries(Object.entries(pages).map(([path, module]) => [path, module.default])), common };
const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe.each(Object.entries(catalogues))("%s", (_, words) => {
  it("has the same keys and the same names in braces in both languages", () => {
    expect(Object.keys(words.en)).toEqual(Object.keys(words["zh-CN"]));
    for (const [key, text] of Object.entries(words["zh-CN"])) {
      const other = (words.en as Record<string, string>)[key]!;
      expect(new Set(named(other)), key).toEqual(new Set(named(text)));
      expect(other.trim(), key).not.toBe("");
      expect(text.trim(), key).not.toBe("");
    }
  });
  it("says it in the language it stands under", () => {
    for (const [key, text] of Object.entries(words.en)) {
      if (key !== "other_language") expect(text, key).not.toMatch(/[\u3400-\u9fff]/);
    }
  });
});

describe("components and modules", () => {
  const spoken = files.filter((file) => /\.(vue|ts)$/.test(file) && !/words(\.ts|\/common\.ts)$|words\/index\.ts$|\.test\.ts$|schema\.d\.ts$/.test(file));
  it.each(spoken)("%s has no Chinese text outside of comments", (file) => {
    const code = readFileSync(file, "utf-8").replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "").replace(/<!--[\s\S]*?-->/g, "");
    expect(code).not.toMatch(/[\u3400-\u9fff]/);
  });
});
