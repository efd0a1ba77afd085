import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writer } from '../core/verification.ts';
import { version } from './version.ts';

/** Digits of the kernels' hash: enough to tell two builds apart. */
const DIGITS = 10;

/** What this program writes recordings with. @param resources the folder of kernels.wasm */
export function writerOf(resources: string): Writer {
  const { node, electron } = process.versions;
  const platform = `${process.platform}-${process.arch}`;
  return { version, kernels: hashOf(join(resources, 'kernels.wasm')), node, ...(electron && { electron }), platform };
}

function hashOf(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, DIGITS);
  } catch {
    return null; // without it the trainer does not start, and says so
  }
}
