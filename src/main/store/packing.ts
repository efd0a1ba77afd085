import { crc32 } from 'node:zlib';
import { compress, decompress, init } from '@bokuweb/zstd-wasm';
import { TENSORS } from '../../core/frame/frame.ts';

await init();

/** A frame's bytes in fewer: what is stored of it where that pays (decision 0031).
 *
 *    0  'GLZ1'                         12  bytes of the frame
 *    4  CRC32 of all that follows      16  for each piece: bytes it takes here
 *    8  how, an index of `manners`         and then the pieces
 *
 *  Little-endian. A piece is 1 MiB of the frame (the last may be shorter), shuffled or as it is, and compressed by zstd. */
const MAGIC = 0x315a4c47;
const HEAD = 16;
const SUMMED = 8;
const PIECE = 2 ** 20;
/** Frames up to this size are tried in every manner: which is the best depends on how many of their floats are the same. Larger
 *  ones are shuffled, and packed at the lower level: of them it is the smaller as well as the quicker. */
const TRIED = 64 * 1024;
const levelFor = (frame: Uint8Array): number => (frame.length <= TRIED ? 3 : 1);
/** What is not at least so much smaller stays as it is: reading it is quicker. */
const WORTH = 0.95;

/** How a piece was prepared for zstd. Never reordered: stored frames have the index. */
export const manners = ['plain', 'shuffled'] as const;
export type Manner = (typeof manners)[number];

/** Whether these are the bytes of a packed frame; a frame itself begins otherwise. */
export const isPacked = (bytes: Uint8Array): boolean =>
  bytes.length >= HEAD && viewOf(bytes).getUint32(0, true) === MAGIC;

/** Packs a frame as small as it gets, piece by piece. Yields after each; no work between two takes more than some 5 ms.
 *  @returns null where it would hardly be smaller */
export function* packing(frame: Uint8Array): Generator<void, Uint8Array | null> {
  let best: Uint8Array | null = null;
  for (const manner of frame.length <= TRIED ? manners : (['shuffled'] as const)) {
    const packed = yield* packedAs(manner, frame);
    if (packed.length < (best?.length ?? WORTH * frame.length)) best = packed;
  }
  return best;
}

/** Packs a frame in one manner. */
export function* packedAs(manner: Manner, frame: Uint8Array, level = levelFor(frame)): Generator<void, Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += PIECE) {
    const piece = frame.subarray(at, at + PIECE);
    pieces.push(compress(manner === 'plain' ? piece : shuffled(piece, at === 0), level));
    yield;
  }
  const table = HEAD + 4 * pieces.length;
  const packed = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, table));
  const view = viewOf(packed);
  let end = table;
  pieces.forEach((piece, i) => {
    view.setUint32(HEAD + 4 * i, piece.length, true);
    packed.set(piece, end);
    end += piece.length;
  });
  view.setUint32(0, MAGIC, true);
  view.setUint32(8, manners.indexOf(manner), true);
  view.setUint32(12, frame.length, true);
  view.setUint32(4, crc32(packed.subarray(SUMMED)), true);
  return packed;
}

/** The frame that was packed; null where the bytes are damaged. What is not packed comes back as it is, unchecked. */
export function unpacked(bytes: Uint8Array): Uint8Array | null {
  if (!isPacked(bytes)) return bytes;
  const view = viewOf(bytes);
  // zstd is never given what was not written by it: the sum is asked first
  if (crc32(bytes.subarray(SUMMED)) !== view.getUint32(4, true)) return null;
  const manner = manners[view.getUint32(8, true)];
  if (!manner) return null; // of a later version
  const length = view.getUint32(12, true);
  const count = Math.ceil(length / PIECE);
  let at = HEAD + 4 * count;
  if (at > bytes.length) return null;
  const pieces = Array.from({ length: count }, (_, i) => {
    const size = view.getUint32(HEAD + 4 * i, true);
    const piece = decompress(bytes.subarray(at, at + size));
    at += size;
    return manner === 'plain' ? piece : unshuffled(piece, i === 0);
  });
  const [only] = pieces;
  if (count === 1 && only?.length === length) return only;
  const frame = new Uint8Array(length);
  let filled = 0;
  for (const piece of pieces) {
    if (filled + piece.length > length) return null;
    frame.set(piece, filled);
    filled += piece.length;
  }
  return filled === length ? frame : null;
}

/** The first bytes of all numbers, then all second ones, and so on: exponents, which are much alike, come to lie side by side.
 *  Bytes beyond the last whole number stay at the end. @param head whether the piece begins with a frame's header and scalars */
function shuffled(bytes: Uint8Array, head: boolean): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (const { from, width, count } of numbersIn(bytes, head)) {
    for (let k = 0; k < width; k++)
      for (let i = 0, at = from + k, to = from + k * count; i < count; i++, at += width) out[to + i] = bytes[at] ?? 0;
  }
  return out;
}

function unshuffled(bytes: Uint8Array, head: boolean): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (const { from, width, count } of numbersIn(bytes, head)) {
    for (let k = 0; k < width; k++)
      for (let i = 0, at = from + k, to = from + k * count; i < count; i++, at += width) out[at] = bytes[to + i] ?? 0;
  }
  return out;
}

/** Where the float64 of a piece lie, its float32, and what is left. */
function numbersIn({ length }: Uint8Array, head: boolean): { from: number; width: number; count: number }[] {
  const from = head ? Math.min(TENSORS, length - (length % 8)) : 0;
  const count = (length - from) >> 2;
  const end = from + 4 * count;
  return [
    { from: 0, width: 8, count: from / 8 },
    { from, width: 4, count },
    { from: end, width: 1, count: length - end },
  ];
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
