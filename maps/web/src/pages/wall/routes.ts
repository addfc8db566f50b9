import type { RouteRecordRaw } from "vue-router";

const roles = ["leader", "dispatcher", "steward"] as const;

export default [
  { path: "/wall", name: "wall", component: () => import("./WallPage.vue"), meta: { roles: [...roles], frame: "bare" } },
  { path: "/wall/list", name: "wall-list", component: () => import("./ListPage.vue"), meta: { roles: [...roles] } },
  { path: "/wall/figures", name: "wall-figures", component: () => import("./FiguresPage.vue"), meta: { roles: [...roles] } },
] satisfies RouteRecordRaw[];
