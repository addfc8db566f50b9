import type { RouteRecordRaw } from "vue-router";
import type { Role } from "@/api/session";

const DESK: Role[] = ["dispatcher", "steward", "leader"];

export default [
  { path: "/desk", name: "desk", component: () => import("./DeskPage.vue"), meta: { roles: DESK } },
  { path: "/desk/tickets/:id", name: "ticket", component: () => import("./ticket/TicketPage.vue"), props: true, meta: { roles: DESK } },
] satisfies RouteRecordRaw[];
