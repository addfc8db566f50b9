/** Forms that are not finished: saved before the camera opens, there again after the browser was killed. */
import { database } from "./db";
import { writing } from "./storage";

/** Keeps a draft, pictures (Blobs) included. The key names account and form: `${account}/defect`. Throws StorageFull. */
export async function keepDraft(key: string, value: unknown): Promise<void> {
  await writing(async () => (await database()).put("drafts", { key, at: new Date().toISOString(), value }));
}

export async function draftOf<T>(key: string): Promise<T | null> {
  return ((await (await database()).get("drafts", key))?.value as T | undefined) ?? null;
}

export async function dropDraft(key: string): Promise<void> {
  await (await database()).delete("drafts", key);
}

/** Keys of the drafts of an account, newest first: what was begun and not finished. */
export async function draftsOf(account: string): Promise<{ key: string; at: string }[]> {
  const all = await (await database()).getAll("drafts");
  return all.filter((one) => one.key.startsWith(`${account}/`)).map(({ key, at }) => ({ key, at })).sort((a, b) => (a.at < b.at ? 1 : -1));
}
