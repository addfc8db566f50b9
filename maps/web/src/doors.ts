/** The doors of the application: which page a role starts from, in the header and on the start page. A page that is not built has no door. */
import type { Role } from "./api/session";
import type common from "./words/common";

export interface Door {
  /** Name of the route. */
  to: string;
  /** Its name and what it is for, in the words of `words/common.ts`. */
  name: keyof (typeof common)["zh-CN"] & string;
  about: keyof (typeof common)["zh-CN"] & string;
  roles: readonly Role[];
}

const EVERYBODY = ["inspector", "crew", "dispatcher", "planner", "steward", "leader", "admin", "party"] as const;

export const DOORS: readonly Door[] = [
  { to: "street", name: "street", about: "about_street", roles: ["inspector"] },
  { to: "crew", name: "crew", about: "about_crew", roles: ["crew"] },
  { to: "desk", name: "desk", about: "about_desk", roles: ["dispatcher", "steward", "leader"] },
  { to: "planner", name: "planner", about: "about_planner", roles: ["planner", "steward", "leader"] },
  { to: "wall", name: "wall", about: "about_wall", roles: ["leader", "dispatcher", "steward"] },
  { to: "steward", name: "steward", about: "about_steward", roles: ["steward"] },
  { to: "admin", name: "admin", about: "about_admin", roles: ["admin", "security_admin", "audit_admin"] },
  { to: "map", name: "panorama", about: "about_map", roles: EVERYBODY },
];
