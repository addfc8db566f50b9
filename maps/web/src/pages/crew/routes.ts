import type { RouteRecordRaw } from "vue-router";

const meta = { roles: ["crew" as const], frame: "phone" as const };

export default [
  { path: "/crew", name: "crew", component: () => import("./CrewPage.vue"), meta },
  { path: "/crew/jobs/:id", name: "crew-job", component: () => import("./JobPage.vue"), meta },
] satisfies RouteRecordRaw[];
