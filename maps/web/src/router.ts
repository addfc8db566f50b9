/** Every page of the application. `meta.roles`: who may see it (none: everybody, also without account); `meta.frame`: how it is framed. */
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { has, load, session, type Role } from "./api/session";
import { site } from "./api/site";
import { givesWay } from "./pages/start/empty";

declare module "vue-router" {
  interface RouteMeta {
    roles?: Role[];
    /** `desk` (default): header and page; `phone`: one column; `bare`: nothing around. */
    frame?: "desk" | "phone" | "bare";
  }
}

/** Routes of the parts of the application: each `src/pages/<noun>/routes.ts` exports them as its default. */
const found = import.meta.glob<{ default: RouteRecordRaw[] }>("./pages/*/routes.ts", { eager: true });

export const router = createRouter({
  history: createWebHistory("/app/"),
  routes: [
    ...Object.values(found).flatMap((part) => part.default),
    { path: "/:rest(.*)*", name: "lost", component: () => import("./pages/home/LostPage.vue") },
  ],
});

router.beforeEach(async (to) => {
  const roles = to.meta.roles;
  if (!roles) return true;
  if (!session.asked) await load();
  if (!session.person) return { name: "login", query: { next: to.fullPath } };
  if (session.person.owes && to.name !== "entering") return { name: "entering", query: { next: to.fullPath } };
  if (givesWay(to.name, site.value?.empty === true)) return { name: "start" };
  return roles.length === 0 || has(...roles) ? true : { name: "forbidden" };
});
