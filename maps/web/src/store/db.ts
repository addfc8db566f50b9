/** What this device keeps: IndexedDB, which survives reload, crash and a new version of the application. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Item } from "./items";

interface Kept extends DBSchema {
  /** What was captured and has no receipt yet, and for a day what has. */
  items: { key: string; value: Item; indexes: { account: string } };
  /** Photos as captured, under the SHA-256 of their bytes, until their receipt has come. */
  files: { key: string; value: { sha256: string; file: Blob } };
  /** Forms that are not finished; the key names account and form. */
  drafts: { key: string; value: { key: string; at: string; value: unknown } };
  /** What was taken along: tiles, worklists, covers, by address. */
  taken: { key: string; value: { key: string; pack: string; type: string; body: ArrayBuffer }; indexes: { pack: string } };
  /** Small facts of the device: its id, the packs. */
  facts: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Kept>;

const NAME = "jingge";
const VERSION = 1;
let opening: Promise<Database> | undefined;

/** The device's database, opened once. A newer version in another tab closes it: the next call opens anew. */
export function database(): Promise<Database> {
  opening ??= openDB<Kept>(NAME, VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("items", { keyPath: "id" }).createIndex("account", "account");
        db.createObjectStore("files", { keyPath: "sha256" });
        db.createObjectStore("drafts", { keyPath: "key" });
        db.createObjectStore("taken", { keyPath: "key" }).createIndex("pack", "pack");
        db.createObjectStore("facts");
      }
    },
    blocking(_current, _blocked, event) {
      opening = undefined;
      (event.target as IDBDatabase).close();
    },
    terminated() {
      opening = undefined;
    },
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

/** Closes it; for tests, which begin anew. */
export async function closeDatabase(): Promise<void> {
  const open = opening;
  opening = undefined;
  (await open)?.close();
}

/** A fact of this device, made once: `await fact("device", () => crypto.randomUUID())`. */
export async function fact<T>(key: string, make: () => T): Promise<T> {
  const db = await database();
  const tx = db.transaction("facts", "readwrite");
  let value = (await tx.store.get(key)) as T | undefined;
  if (value === undefined) {
    value = make();
    await tx.store.put(value, key);
  }
  await tx.done;
  return value;
}
