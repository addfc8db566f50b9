/** Who is signed in. Without network the last one known on this device stays, so that a phone can go on capturing. */
import { computed, reactive, readonly } from "vue";
import { api, onSignedOut, useCsrf, type Schemas } from "./client";
import { Problem } from "./problem";
import { loadSite } from "./site";

export type Person = Schemas["SessionAnswer"];
export type Role = Person["roles"][number];

const KEPT = "jingge.person";
const state = reactive<{ person: Person | null; asked: boolean; offline: boolean }>({ person: null, asked: false, offline: false });

export const session = readonly(state);
export const person = computed(() => state.person);

export function has(...roles: Role[]): boolean {
  return state.person?.roles.some((role) => roles.includes(role)) ?? false;
}

function keep(person: Person | null): void {
  state.person = person;
  useCsrf(person?.csrf ?? null);
  if (person) localStorage.setItem(KEPT, JSON.stringify({ ...person, csrf: null }));
  else localStorage.removeItem(KEPT);
}

/** Asks the service who is signed in; silence leaves whoever this device remembers. */
export async function load(byItself = false): Promise<void> {
  try {
    const { data } = await api.GET("/api/v1/session", byItself ? { headers: { "Jingge-Background": "1" } } : {});
    keep(data ?? null);
    state.offline = false;
    await loadSite();
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) keep(null);
    else {
      state.person ??= JSON.parse(localStorage.getItem(KEPT) ?? "null") as Person | null;
      state.offline = true;
    }
  } finally {
    state.asked = true;
  }
}

/** Throws `Problem`: 401 wrong, 423 locked, 0 no answer. */
export async function signIn(login: string, password: string): Promise<void> {
  const { data } = await api.POST("/api/v1/session", { body: { login, password } });
  keep(data ?? null);
  state.offline = false;
  await loadSite();
}

/** The second step of a sign-in. Throws `Problem`: 401 wrong or used before, 423 locked. */
export async function showSecondFactor(code: string): Promise<void> {
  const { data } = await api.POST("/api/v1/session/second-factor", { body: { code } });
  keep(data ?? null);
}

/** A new password; it ends every session of the account, so one is opened anew. Throws `Problem`. */
export async function changePassword(current: string, password: string): Promise<void> {
  const login = state.person?.login ?? "";
  await api.PUT("/api/v1/password", { body: { current, password } });
  await signIn(login, password);
}

/** Whether an administrator does this here today (`duties` of the session). */
export function mayDo(act: Person["duties"][number]): boolean {
  return state.person?.duties?.includes(act) ?? false;
}

/** Ends the session. What was captured on this device stays with who captured it. */
export async function signOut(): Promise<void> {
  await api.DELETE("/api/v1/session").catch(() => undefined);
  keep(null);
}

onSignedOut(() => {
  if (state.asked) keep(null);
});
window.addEventListener("online", () => void load());
