import type { RouteRecordRaw } from "vue-router";

export default [
  { path: "/", name: "home", component: () => import("./HomePage.vue"), meta: { roles: [] } },
  { path: "/forbidden", name: "forbidden", component: () => import("./LostPage.vue"), props: { forbidden: true } },
] satisfies RouteRecordRaw[];
