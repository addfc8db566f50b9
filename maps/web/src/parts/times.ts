/** Times in the words of the language, in the district's own zone as this device has it. */
import { onScopeDispose, ref } from "vue";
import { locale } from "@/words";

/** Day and time: 11月27日 14:05. */
export function timeText(iso: string | null | undefined, withDay = true): string {
  if (!iso) return "";
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (withDay) Object.assign(options, { month: "short", day: "numeric" });
  return new Intl.DateTimeFormat(locale.value, options).format(new Date(iso));
}

/** Whether something was done so long before it was received (a minute) that both times are worth telling. */
export function wasLate(event: { at: string; done_at?: string | null }): boolean {
  return Boolean(event.done_at) && Date.parse(event.at) - Date.parse(event.done_at!) >= 60_000;
}

/** Minutes as hours and minutes, days from 48 hours on: 3 小时 20 分. `units` are the words for day, hour, minute. */
export function spanText(minutes: number, units: { d: string; h: string; m: string }): string {
  const whole = Math.max(0, Math.round(Math.abs(minutes)));
  if (whole >= 48 * 60) return `${Math.floor(whole / 1440)} ${units.d} ${Math.floor((whole % 1440) / 60)} ${units.h}`;
  return whole >= 60 ? `${Math.floor(whole / 60)} ${units.h} ${whole % 60} ${units.m}` : `${whole} ${units.m}`;
}

/** The time now, fresh every `seconds` while the calling component lives. */
export function useNow(seconds = 30) {
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), seconds * 1000);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
