import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/start", name: "start", component: () => import("./StartPage.vue"), meta: { roles: [] } }] satisfies RouteRecordRaw[];
