// What a sweep costs: 60 runs of 2-6-3-1, 300 epochs, by one trainer process and by two; and what 1,000 such runs take on disk.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presets } from '../src/core/plan/presets.ts';
import type { SweepInfo } from '../src/core/sweep/results.ts';
import type { SweepInput } from '../src/core/sweep/schema.ts';
import { connectTo } from '../src/main/client.ts';
import { Lab } from '../src/main/lab.ts';
import { forkNative, forkTrainer } from '../src/main/node/fork-trainer.ts';
import { median } from './contest.ts';

const root = join(import.meta.dirname, '..');
const resources = join(root, 'resources');
const out = join(root, 'out', 'main');
const ROUNDS = 5;
const line = (cells: string[]): void => console.log(cells.map((cell, i) => (i ? cell.padStart(16) : cell.padEnd(44))).join('')); // prettier-ignore

/** So many runs of moons at as many learning rates, three seeds of each. */
const sweepOf = (runs: number): SweepInput => ({
  name: 'Bench',
  plan: presets.moons,
  axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { from: 0.001, to: 0.5, count: runs / 4, log: true } }],
  seeds: 4,
});

/** Runs a sweep in a fresh folder. @returns seconds, and bytes of the database */
async function measure(runs: number, processes: number): Promise<{ seconds: number; bytes: number; info: SweepInfo }> {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  const lab = new Lab({
    folder,
    resourcesDir: resources,
    host: 'terminal',
    spawnTrainer: (background) => forkTrainer(join(out, 'trainer.js'), resources, background),
    spawnNative: forkNative({ probe: join(out, 'native-probe.js'), installer: join(out, 'native-install.js') }),
  });
  const { promise, resolve } = Promise.withResolvers<SweepInfo>();
  const { client } = connectTo(lab, (event) => {
    if (event.type === 'sweep' && event.info.status === 'finished') resolve(event.info);
  });
  const began = performance.now();
  await client.call('createSweep', { experiment: 1, sweep: sweepOf(runs), paused: false, processes });
  const info = await promise;
  const seconds = (performance.now() - began) / 1000;
  await lab.close();
  const { size: bytes } = statSync(join(folder, 'goldilocks.db'));
  rmSync(folder, { recursive: true });
  return { seconds, bytes, info };
}

console.log('\nSweeps of 2-6-3-1, 300 epochs of 10 batches, seconds (starting the processes is in it)');
line(['', 'one process', 'two processes']);
const seconds = [1, 2].map((): number[] => []);
for (let round = 0; round < ROUNDS; round++)
  for (const [i, own] of seconds.entries()) own.push((await measure(60, i + 1)).seconds);
line(['60 runs', ...seconds.map((all) => median(all).toFixed(2))]);
const { bytes, seconds: long, info } = await measure(1000, 2);
line(['1,000 runs', '', long.toFixed(2)]);
console.log(`1,000 runs on disk: ${(bytes / 1e6).toFixed(1)} MB, ${(info.bytes / 1e6).toFixed(1)} of it frames`);
