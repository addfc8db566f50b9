/** Sends the outbox: one page at a time, in order, as often as it takes; what was received is marked in the same moment. */
import { effectScope, ref, watch } from "vue";
import { ask } from "@/api/client";
import { Problem } from "@/api/problem";
import { load, session } from "@/api/session";
import { database, fact, type Database } from "./db";
import { canonicalHash } from "./hash";
import { uuid } from "./ids";
import type { Item } from "./items";
import { changed, items, onChange, tidy } from "./outbox";

const BATCH = 100;
const WAITS_S = [2, 5, 15, 30, 60];

export const syncing = ref(false);
/** Why nothing is sent at the moment; empty while it goes on or there is nothing. */
export const stuck = ref<"" | "silence" | "signed_out" | "busy">("");

type Receipt = { id: string; status: string; content_sha256: string; reason?: string | null; detail?: string };

async function settle(db: Database, item: Item, change: Partial<Item>): Promise<void> {
  const tx = db.transaction(["items", "files"], "readwrite");
  const now = await tx.objectStore("items").get(item.id);
  // another tab may have been quicker: what was received stays so, whatever a later answer says
  if (now && (now.state === "waiting" || change.state === "received")) await tx.objectStore("items").put({ ...now, ...change, tries: now.tries + 1 });
  const { send } = item;
  if (change.state === "received" && send.way === "photo") {
    const others = (await tx.objectStore("items").getAll()).some((one) => one.id !== item.id && one.state !== "received" && one.send.way === "photo" && one.send.sha256 === send.sha256);
    if (!others) await tx.objectStore("files").delete(send.sha256);
  }
  await tx.done;
}

const received = (answer: Record<string, unknown> | null): Partial<Item> => ({ state: "received", answer, problem: null, receivedAt: new Date().toISOString() });

function refused(problem: Problem): Partial<Item> {
  const conflict = problem.status === 412 || problem.status === 409;
  return { state: conflict ? "conflict" : "refused", problem: { code: problem.code, detail: problem.detail || problem.title, fields: { ...problem.fields } } };
}

/** The last word before a request: what one has captured is never sent in the name of another who signed in this moment. */
function checkOwner(item: Item): void {
  if (session.person?.account_id !== item.account) throw new Problem(401, "signed_out", "", "");
}

async function sendObservations(db: Database, batch: Item[], device: string): Promise<void> {
  const first = batch[0]!.send as Extract<Item["send"], { way: "observation" }>;
  const bodies = new Map(batch.map((item) => [item.id, (item.send as typeof first).body]));
  checkOwner(batch[0]!);
  const answer = await ask("/api/v1/observations", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      batch_id: uuid(), device_id: device, device_time: new Date().toISOString(),
      campaign_id: first.campaign, second_look: first.secondLook ?? false, items: [...bodies.values()],
    }),
  });
  const { receipts } = (await answer.json()) as { receipts: Receipt[] };
  for (const item of batch) {
    const receipt = receipts.find((one) => one.id === bodies.get(item.id)!.id);
    if (!receipt) continue;  // no receipt, not received: it is sent again
    const ours = receipt.content_sha256 === canonicalHash(bodies.get(item.id));
    if (receipt.status === "refused") await settle(db, item, { state: "refused", answer: { ...receipt }, problem: { code: receipt.reason ?? "refused", detail: receipt.detail ?? "" } });
    else if (ours || receipt.status === "known") await settle(db, item, received({ ...receipt }));
    else await settle(db, item, { state: "conflict", answer: { ...receipt }, problem: { code: "receipt", detail: "" } });
  }
}

async function sendPhoto(db: Database, item: Item & { send: { way: "photo"; sha256: string } }): Promise<void> {
  const kept = await db.get("files", item.send.sha256);
  if (!kept) return settle(db, item, { state: "refused", problem: { code: "file_gone", detail: "" } });
  checkOwner(item);
  const answer = await ask(`/api/v1/photos?sha256=${item.send.sha256}`, { method: "POST", headers: { "Content-Type": kept.file.type || "image/jpeg" }, body: kept.file });
  await settle(db, item, received((await answer.json()) as Record<string, unknown>));
}

async function sendJson(db: Database, item: Item & { send: Extract<Item["send"], { way: "json" }> }): Promise<void> {
  const { method, path, body, version, follows, clock } = item.send;
  const before = follows ? await db.get("items", follows) : undefined;
  const known = (before?.answer?.version as number | undefined) ?? version;
  checkOwner(item);
  const answer = await ask(path, {
    method, body: JSON.stringify(clock ? { ...body, [clock]: new Date().toISOString() } : body),
    headers: { "Content-Type": "application/json", ...(known === undefined ? {} : { "If-Match": `"${known}"` }) },
  });
  const told = answer.status === 204 ? null : ((await answer.json().catch(() => null)) as Record<string, unknown> | null);
  await settle(db, item, received(told));
}

/** What is urgent, then words, then pictures: they are large, and the service takes them in any order. One that fails lets others pass. */
function inOrder(waiting: readonly Item[]): Item[] {
  const rank = (item: Item) => (item.urgent ? 0 : item.send.way === "photo" ? 2 + Math.min(item.tries, 9) : 1);
  return [...waiting].sort((a, b) => rank(a) - rank(b));
}

/** The next that can go: observations of one campaign together, everything else one by one and after what it follows. */
function next(waiting: Item[], all: Map<string, Item>): Item[] {
  const [first] = waiting.filter((item) => item.send.way !== "json" || !item.send.follows || all.get(item.send.follows)?.state === "received"
    || !all.has(item.send.follows));
  if (!first) return [];
  if (first.send.way !== "observation") return [first];
  const { campaign, secondLook } = first.send;
  return waiting.filter((item) => item.send.way === "observation" && item.send.campaign === campaign && item.send.secondLook === secondLook).slice(0, BATCH);
}

async function send(db: Database, batch: Item[], device: string): Promise<void> {
  const [first] = batch;
  try {
    if (first!.send.way === "observation") await sendObservations(db, batch, device);
    else if (first!.send.way === "photo") await sendPhoto(db, first as never);
    else await sendJson(db, first as never);
  } catch (error) {
    if (!(error instanceof Problem) || error.passing || error.status === 401) {
      for (const item of batch) await settle(db, item, {});  // counts the try
      throw error;
    }
    if (error.status === 403 && (await renewed())) throw error;  // the key of an older session was sent: once more with the new one
    for (const item of batch) await settle(db, item, refused(error));
  }
}

/** Asks anew who is signed in; whether the key of writes is another one now. */
async function renewed(): Promise<boolean> {
  const before = session.person?.csrf;
  await load();
  return session.person?.csrf !== before;
}

async function run(): Promise<boolean> {
  const db = await database();
  const device = await fact("device", uuid);
  for (;;) {
    const account = session.person?.account_id;
    asked = false;
    const all = await items();
    const waiting = inOrder(all.filter((item) => item.state === "waiting" && item.account === account));
    if (!waiting.length) return true;
    const batch = next(waiting, new Map(all.map((item) => [item.id, item])));
    if (!batch.length) return true;  // what it follows was refused: a person decides
    const before = batch.length;
    await send(db, batch, device);
    const still = (await items()).filter((item) => item.state === "waiting" && batch.some((one) => one.id === item.id)).length;
    if (still === before) return false;  // no receipt for any of them: not in a hot circle, and no news for other tabs
    changed();
  }
}

let again: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
/** Something was captured since the outbox was last read. */
let asked = false;

/** Sends what waits; safe to call at any time and from several tabs. Never throws. */
export async function sync(): Promise<void> {
  if (syncing.value) {
    asked = true;
    return;
  }
  syncing.value = true;
  clearTimeout(again);
  try {
    if (!session.person?.csrf || session.offline) await load();
    if (!session.person || session.offline) throw session.offline ? Problem.silence() : new Problem(401, "signed_out", "", "");
    const done = navigator.locks ? await navigator.locks.request("jingge.outbox", { ifAvailable: true }, async (lock) => (lock ? run() : false)) : await run();
    failures = done ? 0 : failures + 1;
    stuck.value = "";
    await tidy();
  } catch (error) {
    failures += 1;
    stuck.value = error instanceof Problem && error.status === 401 ? "signed_out" : error instanceof Problem && error.status ? "busy" : "silence";
  } finally {
    syncing.value = false;
    if (asked && (!failures || (stuck.value === "signed_out" && session.person))) again = setTimeout(() => void sync());
    else if (failures && stuck.value !== "signed_out") again = setTimeout(() => void sync(), WAITS_S[Math.min(failures, WAITS_S.length) - 1]! * 1000);
  }
}

let started = false;

/** Starts sending by itself, once: after each capture, when somebody signs in, when the network comes back, when the page is looked at again. */
export function startSync(): void {
  if (started) return;
  started = true;
  onChange(() => void sync());
  // Of no page: whoever called first may leave.
  effectScope(true).run(() => watch(() => session.person?.csrf, (key) => key && void sync()));
  window.addEventListener("online", () => void sync());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void sync());
  void sync();
}
