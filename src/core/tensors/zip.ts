import { inflateSync, zipSync } from 'fflate';
import { crc32 } from '../crc32.ts';
import { LabError } from '../errors.ts';
import { decoder } from '../text-bytes.ts';
import { m } from '../words/m.ts';

/** Most bytes of all files in an archive, unpacked, and most of the name of one. */
const MOST = 2 ** 30;
const MOST_NAME = 1000;
/** Deflate makes nothing smaller than by this factor. */
const DEFLATE_MOST = 1032;

/** Files as a zip archive, stored and not compressed. Equal files in equal order give equal bytes: all are of the first day a zip
 *  can name. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const mtime = new Date(1980, 0, 1); // local, as the format has it
  return zipSync(Object.fromEntries(files), { level: 0, mtime });
}

/** A file in an archive, as its directory has it. */
export interface ZipEntry {
  name: string;
  /** Bytes, unpacked: never more than deflate could have made into what is there. */
  size: number;
  /** Unpacks it. @throws LabError file-bad where it is not as long as was said, or not what its CRC-32 says */
  content: () => Uint8Array;
}

/** The files of a zip archive, stored or deflated, each checked against its CRC-32.
 *  @param file what it is called, for the sentence @param most bytes of all of them, unpacked @throws LabError file-bad, with the place */
export const unzipped = (bytes: Uint8Array, file: string, most = MOST): Map<string, Uint8Array> =>
  new Map(zipEntries(bytes, file, most).map(({ name, content }) => [name, content()]));

/** What is in a zip archive, stored or deflated; nothing is unpacked yet.
 *  @param file what it is called, for the sentence @param most bytes of all of it, unpacked @throws LabError file-bad, with the place
 *  Source: PKWARE APPNOTE 6.3.10, 4.3 */
export function zipEntries(bytes: Uint8Array, file: string, most = MOST): ZipEntry[] {
  const bad = (place: string, expected: string): LabError => new LabError('file-bad', { file, place, expected });
  const atByte = (byte: number): string => m.errors_place_byte({ byte });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end < 0) throw bad(atByte(bytes.length), m.errors_expected_zip_end());
  const entries = new Map<string, ZipEntry>();
  const { count, begin: first } = directoryOf(view, end);
  let at = first;
  let left = most;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw bad(atByte(at), m.errors_expected_zip_entry());
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [crc, packed, size] = [16, 20, 24].map((k) => view.getUint32(at + k, true)) as [number, number, number];
    const [named, extra, comment] = [28, 30, 32].map((k) => view.getUint16(at + k, true)) as [number, number, number];
    const local = view.getUint32(at + 42, true);
    const name = nameOf(bytes.subarray(at + 46, at + 46 + named));
    if (name === null || named > MOST_NAME || entries.has(name))
      throw bad(atByte(at + 46), m.errors_expected_zip_name());
    const place = `“${name}”`;
    if (/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name)) throw bad(place, m.errors_expected_zip_inside());
    if (flags & 1 || (method !== 0 && method !== 8)) throw bad(place, m.errors_expected_zip_method());
    if (local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50)
      throw bad(place, m.errors_expected_zip_entry());
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (begin + packed > bytes.length || size > Math.min(left, DEFLATE_MOST * packed + 64))
      throw bad(place, m.errors_expected_zip_size());
    const content = (): Uint8Array => {
      const own =
        method === 0 ? bytes.slice(begin, begin + packed) : inflated(bytes.subarray(begin, begin + packed), size);
      if (own?.length !== size || crc32(own) !== crc) throw bad(place, m.errors_expected_zip_sum());
      return own;
    };
    entries.set(name, { name, size, content });
    left -= size;
    at += 46 + named + extra + comment;
  }
  return [...entries.values()];
}

/** How many files there are and where their directory begins: of more than 65,535 a second end, before the first, says it. */
function directoryOf(view: DataView, end: number): { count: number; begin: number } {
  const own = { count: view.getUint16(end + 10, true), begin: view.getUint32(end + 16, true) };
  const locator = end - 20;
  if (own.count !== 0xffff || locator < 0 || view.getUint32(locator, true) !== 0x07064b50) return own;
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > locator || view.getUint32(at, true) !== 0x06064b50) return own;
  return {
    count: Number(view.getBigUint64(at + 32, true)),
    begin: Number(view.getBigUint64(at + 48, true)),
  };
}

/** Where the end of the directory lies, sought from the end of the file, which a comment of 64 KiB may follow; −1 where there is none. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return -1;
}

function nameOf(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** null where the bytes are not what deflate makes of so many. */
function inflated(bytes: Uint8Array, size: number): Uint8Array | null {
  try {
    const out = inflateSync(bytes, { out: new Uint8Array(size + 1) }); // one more, so that too many are seen
    return out.slice(0, size + 1).subarray(0, out.length);
  } catch {
    return null;
  }
}
