/** Room on the device: asked to persist, and told early when it runs out. */

export class StorageFull extends Error {}

export interface Room {
  usedBytes: number;
  quotaBytes: number;
  /** Less than 50 MB or a tenth left: it is time to send and to clean up. */
  low: boolean;
  /** Whether the browser has promised not to clear it by itself. */
  persisted: boolean;
}

const LOW_BYTES = 50 * 1024 * 1024;

/** Asks the browser to keep what is stored; null where it cannot be asked (old browsers, pages without HTTPS). */
export async function persist(): Promise<boolean | null> {
  if (!navigator.storage?.persist) return null;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

export async function room(): Promise<Room | null> {
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const left = quota - usage;
  return { usedBytes: usage, quotaBytes: quota, low: quota > 0 && (left < LOW_BYTES || left < quota / 10), persisted: (await navigator.storage.persisted?.()) ?? false };
}

/** Runs a write; a full device becomes `StorageFull`. */
export async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === "QuotaExceededError") throw new StorageFull();
    throw error;
  }
}
