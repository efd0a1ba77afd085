// What `npm run fuzz -- carried` runs: files to carry, taken into a data folder as they are; and signed anew, so that what is behind
// their checksum is reached.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reader } from '../../src/core/testing/readers.ts';
import { digestOf, signAnew } from '../../src/main/node/testing/carried.ts';
import { CarriedReader } from '../../src/main/node/testing/carried-reader.ts';

/** This lies as deep as the bundle that is made of it. */
const root = join(import.meta.dirname, '../..');
const room = mkdtempSync(join(tmpdir(), 'goldilocks-'));
execFileSync(process.execPath, [join(root, 'src/main/node/testing/write-carried.ts'), room, '100000']);
const files = readdirSync(room).sort().reverse(); // the sound one first
export const seeds: readonly Uint8Array[] = files.map((file) => readFileSync(join(room, file)));
const digests = new Set([digestOf(join(room, 'sound'))]);
const reader = new CarriedReader();
process.on('exit', () => {
  reader.close();
  rmSync(room, { recursive: true });
});

function signed(bytes: Uint8Array): Uint8Array {
  const path = join(room, 'signed');
  writeFileSync(path, bytes);
  try {
    signAnew(path, '');
  } catch {
    return bytes; // it is no database any more
  }
  return readFileSync(path);
}

export const targets: Readonly<Record<string, Reader>> = {
  carried: (bytes) => reader.read(bytes, digests),
  'carried signed': (bytes) => reader.read(signed(bytes)),
};
