import { LabError } from '../errors.ts';
import { m } from '../words/m.ts';
import { dataLimits, imageSide, imageWidth } from './limits.ts';

/** An IDX file, as MNIST, Fashion-MNIST and EMNIST come: pictures or labels. */
export type Idx = { kind: 'pictures'; count: number; pixels: Uint8Array } | { kind: 'labels'; labels: Uint8Array };

/** Whether bytes begin like an IDX file of bytes with one or three dimensions. */
export const looksLikeIdx = (bytes: Uint8Array): boolean =>
  bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && (bytes[3] === 1 || bytes[3] === 3);

/** Takes an IDX file apart without copying: two zeros, the type (8: bytes), the number of dimensions, their sizes (uint32, big-endian),
 *  the bytes. @param file what it is called @throws LabError file-bad, with the byte. Source: LeCun, “The MNIST database” */
export function idxOf(bytes: Uint8Array, file: string): Idx {
  const bad = (byte: number, expected: string): LabError =>
    new LabError('file-bad', { file, place: m.errors_place_byte({ byte }), expected });
  if (!looksLikeIdx(bytes)) throw bad(0, m.errors_expected_idx());
  const dimensions = bytes[3] ?? 0;
  const start = 4 + 4 * dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start) throw bad(bytes.length, m.errors_expected_sizes());
  const count = view.getUint32(4, false);
  if (count === 0 || count > dataLimits.rows) throw bad(4, m.errors_expected_rows({ most: dataLimits.rows }));
  if (dimensions === 3 && (view.getUint32(8, false) !== imageSide || view.getUint32(12, false) !== imageSide))
    throw bad(8, m.errors_expected_side());
  const size = count * (dimensions === 3 ? imageWidth : 1);
  if (bytes.length !== start + size)
    throw bad(Math.min(bytes.length, start + size), m.errors_expected_size({ size: start + size }));
  const rest = bytes.subarray(start);
  return dimensions === 3 ? { kind: 'pictures', count, pixels: rest } : { kind: 'labels', labels: rest };
}
