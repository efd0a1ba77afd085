import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { giveToUser } from './lab.ts';

/** A PNG of greys, row after row.  Source: PNG 1.2 */
export function pngOf(width: number, height: number, greys: Uint8Array): Buffer {
  const four = (n: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(n >>> 0);
    return bytes;
  };
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    return Buffer.concat([four(data.length), body, four(crc32(body))]);
  };
  const lines = Array.from({ length: height }, (_, r) =>
    Buffer.concat([Buffer.from([0]), greys.subarray(r * width, (r + 1) * width)]),
  );
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([four(width), four(height), Buffer.from([8, 0, 0, 0, 0])])),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A dark bar on paper, of a place and a size of its own. */
function bar(i: number, upright: boolean): Buffer {
  const side = 60 + (i % 5) * 20;
  const greys = new Uint8Array(side * side).fill(230);
  const [across, down] = upright ? [6 + (i % 4), 30 + (i % 9)] : [30 + (i % 9), 6 + (i % 4)];
  const [left, top] = [5 + (i % 7), 4 + (i % 11)];
  for (let r = top; r < top + down; r++) greys.fill(20, r * side + left, r * side + left + across);
  return pngOf(side, side, greys);
}

/** A folder of 60 pictures in two folders, and a text beside them, for as long as something is done with it. */
export async function withPictures(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  try {
    for (const kind of ['upright', 'lying']) {
      mkdirSync(join(folder, kind));
      for (let i = 0; i < 30; i++) writeFileSync(join(folder, kind, `${i}.png`), bar(i, kind === 'upright'));
    }
    writeFileSync(join(folder, 'notes.txt'), 'drawn by hand');
    giveToUser(folder);
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
