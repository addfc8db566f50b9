/** Every word the application says, in zh-CN and en. A page keeps its words in `words.ts` beside it. */
import { computed, ref } from "vue";
import { createI18n, useI18n } from "vue-i18n";
import common from "./common";

export type Language = "zh-CN" | "en";
type Messages = Record<string, string>;
interface Composer {
  t(key: string, values: Record<string, unknown>, plural?: number): string;
}

/** Both languages of one page; the compiler holds that they have the same keys. Values may have `{name}` and plural `one | many`. */
export function defineWords<T extends Messages>(words: { "zh-CN": T; en: { [K in keyof T]: string } }) {
  return words;
}

const KEPT = "jingge.language";
const start: Language = localStorage.getItem(KEPT) === "en" ? "en" : "zh-CN";

export const i18n = createI18n({ legacy: false, locale: start, fallbackLocale: "zh-CN", messages: common });
export const language = ref<Language>(start);

/** Changes the language of everything on the page and remembers it on this device. */
export function speak(wanted: Language): void {
  language.value = wanted;
  i18n.global.locale.value = wanted;
  document.documentElement.lang = wanted;
  localStorage.setItem(KEPT, wanted);
}

/** The words of a page: `const say = useWords(words)`; what the page does not have is looked up in the common words. */
export function useWords<T extends Messages>(words: { "zh-CN": T; en: { [K in keyof T]: string } }) {
  const composer = useI18n({ useScope: "local", inheritLocale: true, messages: words as never }) as unknown as Composer;
  return (key: (keyof T & string) | (keyof (typeof common)["zh-CN"] & string), values: Record<string, unknown> = {}, plural?: number): string =>
    plural === undefined ? composer.t(key, values) : composer.t(key, values, plural);
}

/** The common words outside of a component. */
export function say(key: keyof (typeof common)["zh-CN"] & string, values: Record<string, unknown> = {}): string {
  return (i18n.global as unknown as Composer).t(key, values);
}

/** Picks the language of something the service named in both: `{ zh, en }`. */
export function pick(words: { zh: string; en: string } | null | undefined): string {
  return words ? (language.value === "en" && words.en ? words.en : words.zh) : "";
}

export const locale = computed(() => (language.value === "en" ? "en-GB" : "zh-CN"));
