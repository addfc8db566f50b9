import { expect, test } from "vitest";
import { nextTick, ref } from "vue";
import { usePages, type Page } from "@/pages/admin/usePages";

type Answer = (page: Page<string, number>) => void;

/** A list of what was asked, each answered when the test says so. */
function listed() {
  const asked = ref("a"), answers: Answer[] = [];
  const made = usePages(asked, (_: string, after?: number) => new Promise<Page<string, number>>((done) => answers.push(done)).then((page) => ({ ...page, items: page.items.map((one) => `${one}${after ?? ""}`) })));
  return { asked, answers, ...made };
}
const settle = () => new Promise((done) => setTimeout(done));

test("an answer that comes after a newer question is dropped", async () => {
  const { asked, answers, rows, pages } = listed();
  asked.value = "b";
  await nextTick();
  answers[1]!({ items: ["of b"], next: null });
  await settle();
  answers[0]!({ items: ["of a"], next: 7 });
  await settle();
  expect([rows.value, pages.next.value, pages.reading.value]).toEqual([["of b"], null, false]);
});

test("the next page comes after what is there, and a new question begins anew", async () => {
  const { asked, answers, rows, pages } = listed();
  answers[0]!({ items: ["one"], next: 1 });
  await settle();
  void pages.read(pages.next.value!);
  answers[1]!({ items: ["two"], next: null });
  await settle();
  expect(rows.value).toEqual(["one", "two1"]);
  asked.value = "b";
  await nextTick();
  answers[2]!({ items: ["other"], next: null });
  await settle();
  expect(rows.value).toEqual(["other"]);
});
