/**
 * The outbox: everything captured stays here until the service's receipt has come. It needs no service worker, survives reload,
 * crash, full storage and a new version, and sends only what the account that is signed in has captured.
 */
import { onScopeDispose, shallowRef } from "vue";
import { database } from "./db";
import { hashOf } from "./hash";
import { uuid } from "./ids";
import type { Item, Send } from "./items";
import { writing } from "./storage";

export interface NewItem {
  id: string;
  label: string;
  group: string;
  send: Send;
  urgent?: boolean;
}

const KEEP_RECEIVED_MS = 24 * 60 * 60 * 1000;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("jingge.outbox");
const listeners = new Set<() => void>();
channel?.addEventListener("message", () => listeners.forEach((listener) => listener()));

/** Tells this page and the other tabs that the outbox changed. */
export function changed(): void {
  listeners.forEach((listener) => listener());
  channel?.postMessage("changed");
}

/** Is called after each change, in whatever tab. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Keeps what was captured together, pictures included: all of it or nothing, in one transaction. When this has resolved it is safe.
 * The same id again changes nothing. Pictures become items of their own before the others. Throws StorageFull.
 *
 * @returns the SHA-256 of each picture, in order, as the items' bodies name them.
 */
export async function capture(by: { account_id: string; name: string }, items: readonly NewItem[], photos: readonly Blob[] = []): Promise<string[]> {
  const at = new Date().toISOString();
  const group = items[0]?.group ?? uuid();
  const label = items[0]?.label ?? "";
  const hashes = await Promise.all(photos.map(hashOf));
  const make = (one: NewItem): Item => ({
    ...one, account: by.account_id, name: by.name, at, state: "waiting", tries: 0, problem: null, answer: null, receivedAt: null,
  });
  await writing(async () => {
    const tx = (await database()).transaction(["items", "files"], "readwrite", { durability: "strict" });  // safe means on the disk
    const store = tx.objectStore("items");
    try {
      for (const [index, sha256] of hashes.entries()) {
        await tx.objectStore("files").put({ sha256, file: photos[index]! });
        const id = `${by.account_id}/${sha256}`;  // the same picture twice is one picture
        const known = await store.get(id);
        if (!known) await store.put(make({ id, label, group, send: { way: "photo", sha256 } }));
        else if (known.state !== "waiting") await store.put({ ...known, state: "waiting", problem: null });
      }
      for (const item of items) if (!(await store.get(item.id))) await store.put(make(item));
      await tx.done;
    } catch (error) {
      tx.abort();
      await tx.done.catch(() => undefined);
      throw error;
    }
  });
  changed();
  return hashes;
}

/** All items of the device, oldest first, of every account: nothing is hidden from who holds it. */
export async function items(): Promise<Item[]> {
  return (await (await database()).getAll("items")).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Sends a refused item again, perhaps after a correction of its way. */
export async function again(id: string, send?: Send): Promise<void> {
  const db = await database();
  const item = await db.get("items", id);
  if (item) await writing(() => db.put("items", { ...item, send: send ?? item.send, state: "waiting", problem: null }));
  changed();
}

/** Drops an item that the service refused; a person has decided so. What waits cannot be dropped. */
export async function discard(id: string): Promise<void> {
  const db = await database();
  const item = await db.get("items", id);
  if (item && (item.state === "refused" || item.state === "conflict")) await db.delete("items", id);
  changed();
}

/** Forgets what was received more than a day ago, and pictures nobody waits for. */
export async function tidy(now = Date.now()): Promise<void> {
  const db = await database();
  const tx = db.transaction(["items", "files"], "readwrite");
  const wanted = new Set<string>();
  for (const item of await tx.objectStore("items").getAll()) {
    if (item.state === "received" && item.receivedAt && now - Date.parse(item.receivedAt) > KEEP_RECEIVED_MS) await tx.objectStore("items").delete(item.id);
    else if (item.send.way === "photo" && item.state !== "received") wanted.add(item.send.sha256);
  }
  for (const key of await tx.objectStore("files").getAllKeys()) if (!wanted.has(key)) await tx.objectStore("files").delete(key);
  await tx.done;
}

/** The items of the device as they change, while the calling component lives. */
export function useOutbox() {
  const all = shallowRef<Item[]>([]);
  const read = async () => void (all.value = await items().catch(() => all.value));  // a browser that stores nothing has nothing to show
  onScopeDispose(onChange(() => void read()));
  void read();
  return all;
}
