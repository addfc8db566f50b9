import type { RouteRecordRaw } from "vue-router";
import type { Role } from "@/api/session";

const keepers: Role[] = ["steward", "admin"];

export default [
  { path: "/steward", name: "steward", redirect: { name: "limits" } },
  { path: "/steward/limits", name: "limits", component: () => import("./LimitsPage.vue"), meta: { roles: keepers } },
  { path: "/steward/rules", name: "rules", component: () => import("./RulesPage.vue"), meta: { roles: [...keepers, "dispatcher"] } },
  { path: "/steward/calendars", name: "calendars", component: () => import("./CalendarsPage.vue"), meta: { roles: keepers } },
  { path: "/steward/posts", name: "posts", component: () => import("./PostsPage.vue"), meta: { roles: [...keepers, "planner", "leader", "party"] } },
  { path: "/steward/classes", name: "classes", component: () => import("./ClassesPage.vue"), meta: { roles: [...keepers, "planner"] } },
] satisfies RouteRecordRaw[];
