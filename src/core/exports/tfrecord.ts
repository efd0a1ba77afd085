import { crc32c } from '../crc32.ts';

/** A record as TensorFlow frames it: its length (uint64), a masked CRC-32C of that, the bytes, a masked CRC-32C of these.
 *  Source: tensorflow.org/tutorials/load_data/tfrecord, “TFRecords format details” */
export function recordOf(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
}

/** Turned and moved, so that the sum of bytes that hold such a sum tells something. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
