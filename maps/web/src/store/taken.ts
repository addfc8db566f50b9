/** What was taken along, by address: tiles, worklists, covers, tables of the forms. Read first where there is no network. */
import { Problem } from "@/api/problem";
import { ask } from "@/api/client";
import { session } from "@/api/session";
import { database } from "./db";
import { writing } from "./storage";

export interface Pack {
  id: string;
  /** When it was complete (ISO); null while it is being fetched, or where that was cut. */
  at: string | null;
  tiles: number;
  covers: number;
  bytes: number;
}

/** The pack of an account: everything that it took along on this device. */
export const packOf = (account: string) => `area/${account}`;

/** Tiles are the same for everybody who may see them; lists are one's own. */
const keyOf = (path: string, account: string) => (path.startsWith("/tiles/") ? path : `${account}${path}`);

export async function keepTaken(path: string, body: ArrayBuffer, type: string, account: string): Promise<void> {
  await writing(async () => (await database()).put("taken", { key: keyOf(path, account), pack: packOf(account), type, body }));
}

export async function takenBody(path: string, account: string): Promise<ArrayBuffer | null> {
  return (await (await database()).get("taken", keyOf(path, account)))?.body ?? null;
}

/** The pack with its size as stored; null where nothing was taken along. */
export async function packInfo(account: string): Promise<Pack | null> {
  return ((await (await database()).get("facts", packOf(account))) as Pack | undefined) ?? null;
}

export async function keepPackInfo(pack: Pack): Promise<void> {
  await writing(async () => (await database()).put("facts", pack, pack.id));
}

/** Takes a pack off the device. What was captured is no part of it. */
export async function dropPack(account: string): Promise<void> {
  const db = await database();
  const tx = db.transaction(["taken", "facts"], "readwrite");
  for (const key of await tx.objectStore("taken").index("pack").getAllKeys(packOf(account))) await tx.objectStore("taken").delete(key);
  await tx.objectStore("facts").delete(packOf(account));
  await tx.done;
}

/**
 * What the service answers now, kept on the device as it passes; without network what was kept last, and since when.
 * Throws `Problem`: silence where nothing was kept, whatever else the service says.
 */
export async function read<T>(path: string): Promise<{ data: T; kept: boolean }> {
  const account = session.person?.account_id ?? "";
  try {
    if (!navigator.onLine) throw Problem.silence();
    const answer = await ask(path);
    const body = await answer.arrayBuffer();
    await keepTaken(path, body, "application/json", account).catch(() => undefined);  // a full device still shows what came
    return { data: JSON.parse(new TextDecoder().decode(body)) as T, kept: false };
  } catch (problem) {
    if (!(problem instanceof Problem) || !problem.passing) throw problem;
    const body = await takenBody(path, account);
    if (!body) throw problem;
    return { data: JSON.parse(new TextDecoder().decode(body)) as T, kept: true };
  }
}
