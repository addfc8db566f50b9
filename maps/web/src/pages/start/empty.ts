/** Pages that would show an empty map or an empty list while nothing is in the register; they lead to the start page then. */
const NOTHING_TO_SHOW = ["home", "map", "wall", "desk", "street", "crew", "planner"];

/** Whether a page gives way to the start page. Pure. */
export function givesWay(name: unknown, empty: boolean): boolean {
  return empty && NOTHING_TO_SHOW.includes(String(name));
}
