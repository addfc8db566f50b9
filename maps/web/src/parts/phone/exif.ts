/** Puts into a JPEG where and when it was taken (EXIF 2.32): the picture made small on a canvas has lost it. */
import type { Fix } from "./position";

type Entry = [tag: number, type: number, count: number, value: number[]];
const ASCII = 2, LONG = 4, RATIONAL = 5, BYTE = 1;
const SIZES: Record<number, number> = { [BYTE]: 1, [ASCII]: 1, [LONG]: 4, [RATIONAL]: 8 };

const two = (value: number) => String(value).padStart(2, "0");
const ascii = (text: string): [number, number, number[]] => [ASCII, text.length + 1, [...text, "\0"].map((letter) => letter.charCodeAt(0))];
/** Fractions of unsigned 32-bit numbers. */
const fractions = (...values: [number, number][]): [number, number, number[]] => [RATIONAL, values.length, values.flat()];

function degrees(value: number): [number, number, number[]] {
  const whole = Math.abs(value), degree = Math.floor(whole), minute = Math.floor((whole - degree) * 60);
  return fractions([degree, 1], [minute, 1], [Math.round(((whole - degree) * 60 - minute) * 60 * 10_000), 10_000]);
}

function directory(entries: Entry[], at: number): number[] {
  const bytes: number[] = [], data: number[] = [];
  const start = at + 2 + entries.length * 12 + 4;
  const u16 = (value: number) => [value >> 8, value & 255];
  const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  bytes.push(...u16(entries.length));
  for (const [tag, type, count, value] of entries) {
    const raw = type === RATIONAL || type === LONG ? value.flatMap(u32) : value;
    bytes.push(...u16(tag), ...u16(type), ...u32(count));
    if (count * SIZES[type]! <= 4) bytes.push(...raw, ...Array<number>(4 - raw.length).fill(0));
    else {
      bytes.push(...u32(start + data.length));
      data.push(...raw, ...(raw.length % 2 ? [0] : []));
    }
  }
  return [...bytes, 0, 0, 0, 0, ...data];
}

/** The APP1 segment: time of the shutter with its offset; place, accuracy and time of the fix, so that its age is told too. */
function segment(taken: Date, fix: Fix | null): Uint8Array {
  const zone = -taken.getTimezoneOffset();
  const offset = `${zone < 0 ? "-" : "+"}${two(Math.floor(Math.abs(zone) / 60))}:${two(Math.abs(zone) % 60)}`;
  const time = `${taken.getFullYear()}:${two(taken.getMonth() + 1)}:${two(taken.getDate())} ${two(taken.getHours())}:${two(taken.getMinutes())}:${two(taken.getSeconds())}`;
  const exif: Entry[] = [[0x9003, ...ascii(time)], [0x9011, ...ascii(offset)]];
  const fixed = fix && new Date(fix.at);
  const gps: Entry[] = fix && fixed ? [
    [0x0000, BYTE, 4, [2, 3, 0, 0]],
    [0x0001, ...ascii(fix.lat < 0 ? "S" : "N")], [0x0002, ...degrees(fix.lat)],
    [0x0003, ...ascii(fix.lon < 0 ? "W" : "E")], [0x0004, ...degrees(fix.lon)],
    [0x0007, ...fractions([fixed.getUTCHours(), 1], [fixed.getUTCMinutes(), 1], [fixed.getUTCSeconds(), 1])],
    [0x0012, ...ascii("WGS-84")],
    [0x001d, ...ascii(`${fixed.getUTCFullYear()}:${two(fixed.getUTCMonth() + 1)}:${two(fixed.getUTCDate())}`)],
    [0x001f, ...fractions([Math.round(fix.accuracy_m * 100), 100])],
  ] : [];
  const pointers = gps.length ? 2 : 1, exifAt = 8 + 2 + pointers * 12 + 4;
  const exifBytes = directory(exif, exifAt), gpsAt = exifAt + exifBytes.length;
  const first: Entry[] = [[0x8769, LONG, 1, [exifAt]], ...(gps.length ? [[0x8825, LONG, 1, [gpsAt]] as Entry] : [])];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, ...directory(first, 8), ...exifBytes, ...(gps.length ? directory(gps, gpsAt) : [])];
  const length = 2 + 6 + tiff.length;
  return new Uint8Array([0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]);
}

/** The JPEG with time and place; a file that is no JPEG comes back as it is. */
export async function withPlace(jpeg: Blob, taken: Date, fix: Fix | null): Promise<Blob> {
  const head = new Uint8Array(await jpeg.slice(0, 2).arrayBuffer());
  if (head[0] !== 0xff || head[1] !== 0xd8) return jpeg;
  return new Blob([jpeg.slice(0, 2), segment(taken, fix) as BlobPart, jpeg.slice(2)], { type: "image/jpeg" });
}
