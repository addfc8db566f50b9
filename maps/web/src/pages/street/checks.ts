/** What this browser can and cannot do for a walk, asked of it and not guessed from its name. */
import { canDraw } from "@/map/webgl";
import { persist } from "@/store/storage";
import { database } from "@/store/db";
import { canScan } from "./plates";

export interface Check {
  name: "https" | "position" | "camera" | "store" | "persist" | "worker" | "webgl" | "wechat";
  can: boolean;
  /** Whether a walk is hindered; the others are done another way without loss. */
  grave: boolean;
}

export const inChat = (): boolean => /MicroMessenger|wxwork/i.test(navigator.userAgent);

async function stores(): Promise<boolean> {
  try {
    await database();
    return true;
  } catch {
    return false;
  }
}

async function located(): Promise<boolean> {
  if (!window.isSecureContext || !navigator.geolocation) return false;
  const asked = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return asked?.state !== "denied";
}

/** Asks the storage to persist too: a browser that is not asked may clear it. */
export async function checks(): Promise<Check[]> {
  const [store, position, kept] = await Promise.all([stores(), located(), persist().catch(() => null)]);
  return [
    { name: "https", can: window.isSecureContext, grave: true },
    { name: "position", can: position, grave: true },
    { name: "camera", can: canScan(), grave: false },
    { name: "store", can: store, grave: true },
    { name: "persist", can: kept === true, grave: false },
    { name: "worker", can: "serviceWorker" in navigator, grave: false },
    { name: "webgl", can: canDraw(), grave: false },
    { name: "wechat", can: !inChat(), grave: false },
  ];
}
