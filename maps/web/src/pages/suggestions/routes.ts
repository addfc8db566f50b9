import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/suggestions", name: "suggestions", component: () => import("./SuggestionsPage.vue"), meta: { roles: [] } }] satisfies RouteRecordRaw[];
