import { expect, test } from 'vitest';
import golden from './testing/golden.json' with { type: 'json' };
import { goldenPlans } from './testing/golden.ts';

/** Hashes with some threads, computed in this Node or in a worker of this Chromium. */
const hashes: (threads: number) => Promise<Record<string, string>> =
  'window' in globalThis
    ? (threads) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL('./testing/golden-worker.ts', import.meta.url), { type: 'module' });
          worker.onmessage = ({ data }: MessageEvent<Record<string, string>>) => {
            worker.terminate();
            resolve(data);
          };
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage(threads);
        })
    : async (threads) => (await import('./testing/golden-node.ts')).hashes(threads);

// A changed hash is a changed result on every computer: `UPDATE_GOLDEN=1 npx vitest run golden` writes them anew, and the
// commit says why.
test.each([1, 2])('final parameters have the bits they have everywhere, with %i threads', async (threads) => {
  const found = await hashes(threads);
  expect(Object.keys(found)).toEqual(Object.keys(goldenPlans));
  expect(found).toEqual(golden);
});
