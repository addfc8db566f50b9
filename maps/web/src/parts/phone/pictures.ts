/** Photos are made small on the device before they are kept: at most 2048 px, JPEG, with the place of the shutter. */
import { withPlace } from "./exif";
import { fixNow, type Fix } from "./position";

export const LONGEST_PX = 2048;
const QUALITY = 0.82;

/** A photo as a form holds it: the file that will be sent, and what was known at the shutter. */
export interface Photo {
  file: Blob;
  at: string;
  fix: Fix | null;
  /** Age of the fix at the shutter in seconds. */
  age_s: number | null;
}

export class NoPicture extends Error {}

async function decoded(file: Blob): Promise<{ source: CanvasImageSource; width: number; height: number; free: () => void }> {
  if ("createImageBitmap" in window) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      return { source: bitmap, width: bitmap.width, height: bitmap.height, free: () => bitmap.close() };
    } catch {
      // some browsers read with an <img> what they do not read as a bitmap
    }
  }
  const image = new Image(), url = URL.createObjectURL(file);
  image.src = url;
  try {
    await image.decode();
  } catch {
    URL.revokeObjectURL(url);
    throw new NoPicture();
  }
  return { source: image, width: image.naturalWidth, height: image.naturalHeight, free: () => URL.revokeObjectURL(url) };
}

/** At most 2048 px as JPEG. Throws NoPicture for what this browser cannot read. */
export async function shrink(file: Blob): Promise<Blob> {
  const { source, width, height, free } = await decoded(file);
  try {
    const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!small) throw new NoPicture();
    return small;
  } finally {
    free();
  }
}

/** What came back from the camera, small and with the place the device knew then. Throws NoPicture. */
export async function photoOf(file: Blob): Promise<Photo> {
  const now = fixNow(), at = new Date();
  return { file: await withPlace(await shrink(file), at, now?.fix ?? null), at: at.toISOString(), fix: now?.fix ?? null, age_s: now?.age_s ?? null };
}
