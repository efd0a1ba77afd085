import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlaneDatasetId } from '../core/datasets.ts';
import { digitsOf, predicted } from '../core/examples.ts';
import type { InitializerId } from '../core/initializers.ts';
import { exercise1 } from '../core/plan/exercises.ts';
import { presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { Engine } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';

// `npm run test:slow`: the lecture's two exercises over five seeds. It prints the table of docs/EXERCISES.md.

const resources = join(import.meta.dirname, '../../resources');
const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
const digits = digitsOf(readFileSync(join(resources, 'mnist.bin')));
const seeds = [1, 2, 3, 4, 5];

function engineOf(plan: Plan): Engine {
  const engine = new Engine(module, plan, digits);
  for (const _ of engine.initialize()); // to its end
  return engine;
}
function costAt(engine: Engine, step: number): number {
  engine.run(step - engine.step);
  for (const _ of engine.evaluate()); // to its end
  return engine.loss;
}
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const range = (values: number[], digitsShown: number): string =>
  `${Math.min(...values).toFixed(digitsShown)}–${Math.max(...values).toFixed(digitsShown)}`;

describe('exercise 1: 2-6-3-1, ReLU, full batch, η = 0.1', () => {
  const datasets: PlaneDatasetId[] = ['circle', 'moons', 'square', 'gauss'];
  /** Median cost over 101 seeds, for each dataset; printed beside that of five, which says little where tails are heavy. */
  const cost = (what: string, init: InitializerId, step: number, reference: string): number[] => {
    const many = Array.from({ length: 101 }, (_, i) => i + 1);
    const all = datasets.map((kind) => many.map((seed) => costAt(engineOf(exercise1(kind, init, seed)), step)));
    for (const n of [5, 101]) {
      const medians = all.map((costs) => median(costs.slice(0, n)).toPrecision(3));
      console.log(`| ${what} | ${n} | ${medians.join(' | ')} | ${reference} |`);
    }
    return all.map(median);
  };

  test('zero: the cost stays at ln 2 for ever', () => {
    for (const value of cost('zero, cost at epoch 100', 'zero', 100, '0.693')) expect(value).toBeCloseTo(Math.LN2, 6);
  });
  test('too small: it is still there at epoch 100', () => {
    for (const value of cost('too small, cost at epoch 100', 'too_small', 100, '≈ 0.69'))
      expect(Math.abs(value - Math.LN2)).toBeLessThan(0.02);
  });
  test('appropriate: it has learnt', () => {
    const costs = cost('appropriate, cost at epoch 100', 'appropriate', 100, '0.12–0.37');
    for (const value of costs) expect(value).toBeLessThan(0.4);
    expect(median(costs)).toBeGreaterThan(0.12);
  });
  test('too large: it starts in the hundreds', () => {
    for (const value of cost('too large, cost at the start', 'too_large', 0, '148–399')) {
      expect(value).toBeGreaterThan(100);
      expect(value).toBeLessThan(400);
    }
  });
});

describe('exercise 2: 784-300×4-10, tanh, batch 100, η = 0.1, at batch 58 of epoch 1', () => {
  const step = 158; // epochs and batches count from 0
  const measure = (preset: Plan, seed: number): { wrong: number; cost: number } => {
    const engine = engineOf({ ...preset, seed });
    const cost = costAt(engine, step);
    const o = new Float32Array(1000);
    engine.read('o', o);
    const { labels } = engine.data.train;
    const wrong = Array.from({ length: 100 }, (_, i) => i).filter(
      (i) => predicted(o, i, 10, 'softmax_cross_entropy') !== labels[engine.order[engine.from + i] ?? 0],
    ).length;
    return { wrong, cost };
  };
  const both = (preset: Plan, what: string, reference: string): { wrong: number; cost: number } => {
    const all = seeds.map((seed) => measure(preset, seed));
    const wrong = all.map((one) => one.wrong);
    const cost = all.map((one) => one.cost);
    console.log(
      `| ${what} | ${range(wrong, 0)} | ${median(wrong)} | ${range(cost, 2)} | ${median(cost).toFixed(2)} | ${reference} |`,
    );
    return { wrong: median(wrong), cost: median(cost) };
  };

  test('output layer only, as on the slide', () => {
    const { wrong, cost } = both(presets.exercise2Slide, 'output layer only', '16–22 wrong, cost 0.88–0.95');
    expect(wrong).toBeGreaterThan(15);
    expect(wrong).toBeLessThan(27);
    expect(cost).toBeGreaterThan(0.85);
    expect(cost).toBeLessThan(1.15);
  });
  test('all layers', () => {
    const { wrong, cost } = both(presets.exercise2, 'all layers', '7–11 wrong, cost 0.28–0.31');
    expect(wrong).toBeGreaterThan(5);
    expect(wrong).toBeLessThan(14);
    expect(cost).toBeGreaterThan(0.25);
    expect(cost).toBeLessThan(0.42);
  });
  test('zero: cost ln 10, hidden activations 0', () => {
    const network = presets.exercise2.network.map((l) =>
      l.type === 'dense' ? { ...l, init: { kind: 'zero' as const } } : l,
    );
    const engine = engineOf({ ...presets.exercise2, network });
    expect(costAt(engine, 0)).toBeCloseTo(Math.log(10), 5);
    expect(costAt(engine, step)).toBeGreaterThan(2.2);
    const h = new Float32Array(30_000);
    engine.read('h4', h);
    expect(h.every((v) => v === 0)).toBe(true);
  });
});
