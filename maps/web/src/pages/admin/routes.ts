import type { RouteRecordRaw } from "vue-router";
import type { Role } from "@/api/session";

const roles: Role[] = ["admin", "security_admin", "audit_admin"];

export default [
  { path: "/admin", name: "admin", component: () => import("./AdminDoor.vue"), meta: { roles } },
  { path: "/admin/accounts", name: "accounts", component: () => import("./AccountsPage.vue"), meta: { roles: ["admin", "security_admin"] } },
  { path: "/admin/accounts/:id", name: "account-of", component: () => import("./AccountPage.vue"), props: true, meta: { roles: ["admin", "security_admin"] } },
  { path: "/admin/audit", name: "audit", component: () => import("./AuditPage.vue"), meta: { roles: ["admin", "audit_admin"] } },
  { path: "/admin/organisations", name: "organisations", component: () => import("./OrganisationsPage.vue"), meta: { roles: [...roles, "steward"] } },
] satisfies RouteRecordRaw[];
