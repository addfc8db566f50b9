import type { RouteRecordRaw } from "vue-router";
import type { Role } from "@/api/session";

const street = { roles: ["inspector"] as Role[], frame: "phone" as const };

export default [
  { path: "/street", name: "street", component: () => import("./WalkPage.vue"), meta: street },
  { path: "/street/look", name: "street-look", component: () => import("./LookPage.vue"), meta: street },
  { path: "/street/danger", name: "street-danger", component: () => import("./DangerPage.vue"), meta: street },
  { path: "/street/find", name: "street-find", component: () => import("./FindPage.vue"), meta: street },
  { path: "/street/verify", name: "street-verify", component: () => import("./verify/VerifyPage.vue"), meta: street },
  { path: "/street/more", name: "street-more", component: () => import("./MorePage.vue"), meta: street },
  // whoever captures has an outbox: inspectors and crews share the page
  { path: "/street/outbox", name: "street-outbox", component: () => import("./outbox/OutboxPage.vue"), meta: { roles: [], frame: "phone" } },
] satisfies RouteRecordRaw[];
