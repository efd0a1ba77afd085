import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digitsOf } from '../../../core/examples.ts';
import { nodeThreads } from '../../threads.ts';
import { goldenHashes } from './golden.ts';
import { Module } from '../kernels.ts';

/** The golden hashes in this Node. */
export async function hashes(threads: number): Promise<Record<string, string>> {
  const resources = join(import.meta.dirname, '../../../../resources');
  const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
  const digits = digitsOf(readFileSync(join(resources, 'mnist.bin')));
  const found = await goldenHashes(module, digits, { ...nodeThreads, count: () => threads });
  if (process.env['UPDATE_GOLDEN'])
    writeFileSync(join(import.meta.dirname, 'golden.json'), `${JSON.stringify(found, null, 2)}\n`);
  return found;
}
