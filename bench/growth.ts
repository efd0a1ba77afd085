// Where the time of a step goes, and how it grows with width, depth and batch: one thread, medians.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chain, presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { Engine } from '../src/trainer/engine/engine.ts';
import { Module } from '../src/trainer/engine/kernels.ts';
import * as W from '../src/trainer/kernels/words.ts';
import { median } from './contest.ts';
import { networks } from './networks.ts';
import { planOf } from './ours.ts';

const module = new Module(readFileSync(join(import.meta.dirname, '../resources/kernels.wasm')));
const ROUNDS = 7;

function engineOf(plan: Plan): Engine {
  const engine = new Engine(module, plan, null);
  for (const _ of engine.initialize()); // to its end
  return engine;
}

/** Nanoseconds of something that is done again and again, the median of some rounds of about 20 ms. */
function nanoseconds(work: (times: number) => void): number {
  let times = 1;
  for (let ms = 0; ms < 5; times *= 2) {
    const began = performance.now();
    work(times);
    ms = performance.now() - began;
  }
  const rounds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    work(2 * times);
    return ((performance.now() - began) * 1e6) / (2 * times);
  });
  return median(rounds);
}

const kinds: [title: string, ops: number[]][] = [
  ['Z = XWᵀ + b', [W.AFFINE]],
  ['∂J/∂W', [W.AFFINE_BACK_W]],
  ['∂J/∂X', [W.AFFINE_BACK_X]],
  ['φ, φ′', [W.ACTIVATION, W.ACTIVATION_BACK]],
  ['loss', [W.LOSS, W.SUM, W.LOSS_BACK]],
  ['dropout', [W.DROPOUT, W.DROPOUT_BACK]],
  ['update', [W.UPDATE]],
  ['loading', [W.LOAD]],
  ['layout', [W.LAY_OUT]],
];

console.log(
  `\nWhere the time of a step goes, one thread (%)\n${'network'.padEnd(40)}${kinds.map(([title]) => title.padStart(13)).join('')}`,
);
for (const network of networks) {
  const { kernels, compiled } = engineOf(planOf(network));
  const { at, instructions } = compiled.train;
  kernels.prepare(at);
  kernels.walk(at, 0, instructions.length);
  const times = instructions.map((_, k) =>
    nanoseconds((count) => {
      for (let i = 0; i < count; i++) kernels.walk(at, k, k + 1);
    }),
  );
  const all = times.reduce((sum, time) => sum + time, 0);
  const shares = kinds.map(([, ops]) => {
    const own = times.filter((_, k) => ops.includes(instructions[k]?.op ?? -1)).reduce((sum, time) => sum + time, 0);
    return (own === 0 ? '–' : ((100 * own) / all).toFixed(0)).padStart(13);
  });
  console.log(network.name.padEnd(40) + shares.join(''));
}

/** One line: a size, microseconds a step, nanoseconds for each multiply-add. */
function line(what: string, plan: Plan): void {
  const engine = engineOf(plan);
  const ns = nanoseconds((steps) => void engine.run(steps));
  console.log(
    `${what.padEnd(28)}${(ns / 1000).toFixed(2).padStart(12)}${((1000 * ns) / engine.cost).toFixed(0).padStart(14)}`,
  );
}
const points = (n: number): Plan => ({
  ...presets.moons,
  data: { kind: 'moons', train: Math.max(2, n), test: 0, noise: 1 },
  optimizer: { kind: 'sgd', learningRate: 0.001 },
  batchSize: n,
  shuffle: false,
});
const head = (title: string): void =>
  console.log(`\n${title.padEnd(28)}${'µs a step'.padStart(12)}${'ps a MAC'.padStart(14)}`);

head('width: 2-w-w-1, batch 100');
for (const w of [4, 8, 16, 32, 64, 128, 256, 512])
  line(`w = ${w}`, { ...points(100), network: chain([w, w, 1], 'relu', 'he') });
head('depth: d layers of 32, batch 100');
for (const d of [1, 2, 4, 8, 16, 32])
  line(`d = ${d}`, { ...points(100), network: chain([...Array.from({ length: d }, () => 32), 1], 'relu', 'he') });
head('batch: 2-32-32-1');
for (const n of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
  line(`n = ${n}`, { ...points(n), network: chain([32, 32, 1], 'relu', 'he') });
