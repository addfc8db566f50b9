import type { RouteRecordRaw } from "vue-router";

export default [
  { path: "/entering", name: "entering", component: () => import("./EnteringPage.vue"), meta: { frame: "bare", roles: [] } },
] satisfies RouteRecordRaw[];
