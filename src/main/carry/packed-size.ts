import { isPacked } from '../store/packing.ts';

const PIECE = 2 ** 20;
const HEAD = 16;
const ZSTD = 0xfd2fb528;

/** How many bytes a stored frame says it has, without unpacking it; null where what it says does not agree with itself. A few bytes
 *  could stand for gigabytes: every piece must say that it is no larger than it can be, before zstd sees it. */
export function declaredSize(bytes: Uint8Array): number | null {
  if (!isPacked(bytes)) return bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(12, true);
  const count = Math.ceil(length / PIECE);
  let at = HEAD + 4 * count;
  if (at > bytes.length) return null;
  for (let i = 0; i < count; i++) {
    const size = view.getUint32(HEAD + 4 * i, true);
    if (at + size > bytes.length) return null;
    if (zstdSize(bytes.subarray(at, at + size)) !== Math.min(PIECE, length - i * PIECE)) return null;
    at += size;
  }
  return at === bytes.length ? length : null;
}

/** The size that the header of a zstd frame states [RFC 8878, 3.1.1.1]; null where it states none. */
function zstdSize(piece: Uint8Array): number | null {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  if (piece.length < 6) return null;
  if (view.getUint32(0, true) !== ZSTD) return null;
  const descriptor = view.getUint8(4);
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (single ? 0 : 1) + dictionary;
  const flag = descriptor >> 6;
  const width = flag === 0 ? single : 2 ** flag;
  if (width === 0 || at + width > piece.length) return null;
  switch (width) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
