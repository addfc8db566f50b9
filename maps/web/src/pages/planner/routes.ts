import type { RouteRecordRaw } from "vue-router";

const keepers = { roles: ["planner" as const, "steward" as const] };
const readers = { roles: ["planner" as const, "steward" as const, "leader" as const] };

export default [
  { path: "/planner", name: "planner", component: () => import("./drafts/DraftsPage.vue"), meta: readers },
  { path: "/planner/drafts/:draft/parts/:division", name: "part", component: () => import("./drafts/PartPage.vue"), props: true, meta: readers },
  { path: "/planner/drafts/:draft/parts/:division/grids/:grid", name: "draft-grid", component: () => import("./drafts/GridPage.vue"), props: true, meta: readers },
  { path: "/planner/import", name: "import", component: () => import("./imports/ImportPage.vue"), meta: keepers },
  { path: "/planner/history", name: "history", component: () => import("./history/HistoryPage.vue"), meta: readers },
] satisfies RouteRecordRaw[];
