/** Reads the QR code of a plate: by the browser where it can, else by a small decoder that is loaded then. */
interface Detector { detect(source: CanvasImageSource | ImageData): Promise<{ rawValue: string }[]> }
type DetectorClass = new (options: { formats: string[] }) => Detector;

const detectorClass = () => (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
/** A code of 29 modules is read from this many pixels, whatever the camera gives. */
const LONGEST_PX = 1200;

/** Whether the camera may stay open and be read as it moves. */
export const canScan = (): boolean => Boolean(detectorClass() && window.isSecureContext && navigator.mediaDevices?.getUserMedia);

/** What a photo of a plate says; null where no code is found. */
export async function readPhoto(file: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const Found = detectorClass();
  if (Found) {
    const [code] = await new Found({ formats: ["qr_code"] }).detect(canvas).catch(() => []);
    if (code) return code.rawValue;
  }
  const { decodeQR } = await import("qr/decode.js");
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null;
  }
}

/** Reads the camera until a code is seen or `stop` is called; null where it was stopped. Rejects where the camera is refused. */
export function scan(video: HTMLVideoElement): { found: Promise<string | null>; stop: () => void } {
  let stopped = false;
  const stop = () => (stopped = true);
  const run = async (): Promise<string | null> => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    try {
      video.srcObject = stream;
      await video.play();
      const detector = new (detectorClass()!)({ formats: ["qr_code"] });
      while (!stopped) {
        const [code] = await detector.detect(video).catch(() => []);
        if (code) return code.rawValue;
        await new Promise((done) => setTimeout(done, 150));
      }
      return null;
    } finally {
      stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    }
  };
  return { found: run(), stop };
}
