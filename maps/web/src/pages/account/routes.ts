import type { RouteRecordRaw } from "vue-router";

export default [
  { path: "/account", name: "account", component: () => import("./OwnAccountPage.vue"), meta: { roles: [] } },
] satisfies RouteRecordRaw[];
