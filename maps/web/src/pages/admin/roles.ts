/** The roles an account may hold, in the order of forms. */
import type { Role } from "@/api/session";
import type words from "./words";

export const ROLES = ["inspector", "crew", "dispatcher", "planner", "steward", "leader", "party", "admin", "security_admin", "audit_admin"] as const satisfies readonly Role[];
export const ADMINISTRATORS: readonly Role[] = ["admin", "security_admin", "audit_admin"];

export const roleWord = (role: Role) => `role_${role}` as keyof (typeof words)["en"] & string;

/** The codes of a line of text. */
export const codesOf = (text: string): string[] => [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))];
