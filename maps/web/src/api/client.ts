/** The service's interface, typed by its own OpenAPI document (`schema.d.ts` is made by `./run`). */
import createClient, { type Middleware } from "openapi-fetch";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

let csrf: string | null = null;
const lost = new Set<() => void>();

/** The key of writes with a cookie, from the session. */
export function useCsrf(key: string | null): void {
  csrf = key;
}

/** Is told when the service says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): () => void {
  lost.add(listener);
  return () => lost.delete(listener);
}

/** When a person last did something here: what the page asks by itself keeps no idle session alive. */
let usedAt = Date.now();
for (const kind of ["pointerdown", "keydown", "wheel"]) addEventListener(kind, () => (usedAt = Date.now()), { passive: true, capture: true });
const isUsed = () => Date.now() - usedAt < 60_000;

/** Where 401 says that what was typed is wrong, and nothing of the session. */
const TRIES = new Set(["/api/v1/password", "/api/v1/session/second-factor", "/api/v1/second-factor/recovery-codes"]);

const guard: Middleware = {
  onRequest({ request }) {
    if (!isUsed()) request.headers.set("Jingge-Background", "1");
    if (csrf && request.method !== "GET") request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok || response.status === 304) return response;
    if (response.status === 401 && !TRIES.has(new URL(request.url).pathname)) lost.forEach((listener) => listener());
    throw await Problem.of(response);
  },
  onError() {
    return Problem.silence();
  },
};

/** `const { data, response } = await api.GET("/api/v1/tickets", { params: { query: { late: true } } })`; throws `Problem`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });
api.use(guard);

/** The same rules for what the document does not type well (files, streams). Throws `Problem`. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!isUsed()) headers.set("Jingge-Background", "1");
  if (csrf && (init.method ?? "GET") !== "GET") headers.set("X-CSRF-Token", csrf);
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, headers });
  } catch {
    throw Problem.silence();
  }
  if (answer.status === 401) lost.forEach((listener) => listener());
  if (!answer.ok) throw await Problem.of(answer);
  return answer;
}
