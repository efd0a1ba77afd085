import { zlibSync } from 'fflate';
import { crc32 } from '../crc32.ts';

/** For tests: a PNG of 8-bit greys. @param claimed width and height that its header says, where they are not what is in it */
export function png(
  width: number,
  height: number,
  grey: (q: number, r: number) => number,
  claimed: readonly [number, number] = [width, height],
): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let r = 0; r < height; r++) for (let q = 0; q < width; q++) rows[(width + 1) * r + 1 + q] = grey(q, r);
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, claimed[0], false);
  view.setUint32(4, claimed[1], false);
  head.set([8, 0, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', head),
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', new Uint8Array()),
  ];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const all = new Uint8Array(12 + data.length);
  const view = new DataView(all.buffer);
  view.setUint32(0, data.length, false);
  for (let i = 0; i < 4; i++) all[4 + i] = type.charCodeAt(i);
  all.set(data, 8);
  view.setUint32(8 + data.length, crc32(all.subarray(4, 8 + data.length)), false);
  return all;
}
