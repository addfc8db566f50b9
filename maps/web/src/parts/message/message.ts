/** A ticket as a message for a chat group: number, class and defect, place in words, due time, link. Never who reported it. Pure. */
export interface Told {
  number: string;
  /** Class of the thing, where there is one. */
  thing?: string | null;
  defect: string;
  hazard?: boolean;
  place: string;
  /** In words already; empty where no limit runs. */
  due?: string;
  /** The organisation that answers; never a person. */
  who?: string | null;
  link: string;
}

/** The words of `words.ts`, or any other that know the same keys. */
export type Say = (key: "number" | "hazard" | "place" | "due" | "who" | "link", values?: Record<string, unknown>) => string;

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** Lines that stand for themselves wherever they are pasted; what is not known has no line. */
export function messageOf(told: Told, say: Say): string {
  const what = [told.thing, told.defect].filter(Boolean).map((one) => oneLine(one!)).join(" ");
  const mark = told.hazard ? ` (${say("hazard")})` : "";
  return [
    say("number", { number: told.number, what: what + mark }),
    told.place && say("place", { place: oneLine(told.place) }),
    told.due && say("due", { due: told.due }),
    told.who && say("who", { who: oneLine(told.who) }),
    say("link", { link: told.link }),
  ].filter(Boolean).join("\n");
}

/** The page of a ticket at the address that people use. */
export function linkOf(publicUrl: string, id: string): string {
  return `${publicUrl.replace(/\/+$/, "")}/app/desk/tickets/${encodeURIComponent(id)}`;
}
