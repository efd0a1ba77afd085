// How fast stored runs are verified, beside how fast the same runs were trained and stored: in one lab, in turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabEvent } from '../src/core/contract/window.ts';
import { presets } from '../src/core/plan/presets.ts';
import { totalSteps } from '../src/core/plan/shape.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { isLive } from '../src/core/run.ts';
import { connectTo } from '../src/main/client.ts';
import { Lab } from '../src/main/lab.ts';
import { forkNative, forkTrainer } from '../src/main/node/fork-trainer.ts';
import { placesFrom } from '../src/main/node/places.ts';
import { median } from './contest.ts';

const ROUNDS = 5;
const places = placesFrom(join(import.meta.dirname, '..', 'out', 'main'));
const folder = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const lab = new Lab({
  folder,
  resourcesDir: places.resourcesDir,
  host: 'terminal',
  spawnTrainer: () => forkTrainer(places.trainer, places.resourcesDir),
  spawnNative: forkNative(places),
});
let heard: (event: LabEvent) => void = () => undefined;
const { client } = connectTo(lab, (event) => heard(event));
const until = (fits: (event: LabEvent) => boolean): Promise<void> =>
  new Promise((resolve) => {
    heard = (event) => {
      if (fits(event)) resolve();
    };
  });

/** Steps a second of training a plan and of verifying the run, and the bytes that it stored. */
async function rates(plan: Plan): Promise<{ train: number; verify: number; frames: number; bytes: number }> {
  const steps = totalSteps(plan);
  const trained = until((event) => event.type === 'run' && !isLive(event.info.progress.status));
  let began = performance.now();
  const { value } = await client.call('start', { experiment: 1, plan, speed: null, paused: false });
  const run = value.info.id;
  await trained;
  const train = (1000 * steps) / (performance.now() - began);
  const { frames, bytes } = (await client.call('open', { run })).value.info;
  const verified = until((event) => event.type === 'verified');
  began = performance.now();
  await client.call('verify', { run });
  await verified;
  const verify = (1000 * steps) / (performance.now() - began);
  const { info } = (await client.call('open', { run })).value;
  if (info.verified?.outcome.kind !== 'exact') throw new Error(`${plan.name} was not reproduced`);
  await client.call('deleteRuns', { runs: [run] });
  return { train, verify, frames, bytes };
}

const { digits, exercise2, moons, symmetryDropout, vanishing } = presets;
const plans: [name: string, plan: Plan][] = [
  ['moons, every third step stored', moons],
  ['moons, 300,000 steps', { ...moons, length: { steps: 300_000 } }],
  ['vanishing', vanishing],
  ['symmetry with dropout', symmetryDropout],
  ['moons by TensorFlow, cpu', { ...moons, engine: 'tensorflow', backend: 'cpu' }],
  ['digits', digits],
  ['digits, 4,000 steps', { ...digits, length: { steps: 4000 } }],
  ['exercise 2, 784-300×4-10', exercise2],
];
const line = (cells: string[]): void => console.log(cells.map((cell, i) => (i ? cell.padStart(14) : cell.padEnd(34))).join('')); // prettier-ignore
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
console.log('\nVerifying, steps a second');
line(['', 'frames', 'kB', 'training', 'verifying', 'ratio']);
await rates({ ...digits, length: { steps: 20 } }); // both processes are warm, the digits are there
for (const [name, plan] of plans) {
  const all: Awaited<ReturnType<typeof rates>>[] = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await rates(plan));
  const of = (figure: (one: (typeof all)[0]) => number): number => median(all.map(figure));
  const ratio = of(({ train, verify }) => verify / train);
  line([
    name,
    whole(of(({ frames }) => frames)),
    whole(of(({ bytes }) => bytes / 1000)),
    whole(of(({ train }) => train)),
    whole(of(({ verify }) => verify)),
    ratio.toFixed(2),
  ]);
}

/** Steps that a live run takes in so many milliseconds from now on. */
async function steps(run: number, ms: number): Promise<number> {
  const step = async (): Promise<number> => (await client.call('open', { run })).value.info.progress.step;
  const before = await step();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return (await step()) - before;
}
const long: Plan = { ...digits, length: { steps: 20_000 } };
const first = (await client.call('start', { experiment: 1, plan: long, speed: null, paused: false })).value.info.id;
await steps(first, 5000);
await client.call('control', { run: first, action: 'stop' });
const live = (await client.call('start', { experiment: 1, plan: long, speed: null, paused: false })).value.info.id;
await steps(live, 1000);
const shares: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const alone = await steps(live, 1000);
  const over = until((event) => event.type === 'verified');
  await client.call('verify', { run: first });
  await steps(live, 100);
  shares.push((await steps(live, 1000)) / alone);
  await client.call('cancelVerify', { run: first });
  await over;
}
console.log(
  `\ndigits, live, while another run of them is verified: ${(100 * median(shares)).toFixed(0)} % of the steps`,
);
await lab.close();
rmSync(folder, { recursive: true, force: true });
