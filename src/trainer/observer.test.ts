import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { predicted } from '../core/examples.ts';
import { decodeFrame, scalarNames, type Frame, type Scalars } from '../core/frame/frame.ts';
import { cadenceOf, layoutOf } from '../core/frame/layout.ts';
import { activationsOf, bins, distributionsOf } from '../core/frame/observed.ts';
import { graphOf } from '../core/graph/graph.ts';
import { Walker } from '../core/graph/walker.ts';
import { chain, presets } from '../core/plan/presets.ts';
import type { Layer, Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import { quantities } from '../core/plots.ts';
import { Engine } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';
import { Observer } from './observer.ts';

const module = new Module(readFileSync(join(import.meta.dirname, '../../resources/kernels.wasm')));
const noScalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
const all = (work: Iterable<unknown>): void => {
  for (const _ of work); // to its end
};

/** A frame after some steps, and the engine it was made of. */
function frameOf(plan: Plan, steps: number): { engine: Engine; frame: Frame; observer: Observer } {
  const engine = new Engine(module, plan, null);
  all(engine.initialize());
  engine.run(steps);
  all(engine.evaluate());
  const layout = layoutOf(plan, engine.graph, shapeOf(plan));
  const observer = new Observer(layout, cadenceOf(plan, layout), engine);
  all(observer.measure(true));
  return { engine, observer, frame: decodeFrame(observer.encode('frame', noScalars), layout) };
}

/** Every entry of a tensor or gradient, in float64. */
function valuesOf(engine: Engine, name: string): Float64Array {
  const own = engine.place(engine.has(name) ? name : name.slice(1));
  const into = new Float32Array((own.rows === 'n' ? engine.n : own.rows) * own.columns);
  engine.read(name, into);
  return Float64Array.from(into);
}

const dropped = (network: Layer[]): Layer[] =>
  network.flatMap((l): Layer[] => (l.type === 'activation' ? [l, { type: 'dropout', p: 0.3 }] : [l]));
const base: Plan = { ...presets.moons, data: { kind: 'moons', train: 90, test: 130, noise: 1 }, length: { steps: 50 } };
const plans: Record<string, Plan> = {
  small: { ...base, batchSize: 7 },
  'small, two outputs': { ...base, loss: 'softmax_cross_entropy', network: chain([5, 2], 'tanh') },
  'large, batch of an odd size': { ...base, network: chain([301, 203, 1], 'tanh'), batchSize: 53 },
  'large, with dropout': { ...base, network: dropped(chain([240, 100, 1], 'relu')), batchSize: 41 },
  'large, an activation at its end': {
    ...base,
    loss: 'squared_error',
    network: [...chain([200, 90, 1], 'relu'), { type: 'activation', fn: 'sigmoid' }],
  },
};

describe.each(Object.keys(plans))('%s', (name) => {
  const plan = plans[name] as Plan;

  test('‖dh‖ is the norm of ∂J/∂h of each activation', () => {
    const { engine, frame } = frameOf(plan, 11);
    const outputs = activationsOf(engine.graph).map(({ h }) => h);
    expect(frame.tensor('‖dh‖')).toHaveLength(outputs.length);
    outputs.forEach((h, i) => {
      const want = Math.fround(Math.hypot(...valuesOf(engine, `d${h}`)));
      expect(want).toBeGreaterThan(0);
      expect(frame.tensor('‖dh‖')?.[i]).toBeCloseTo(want, 7);
    });
  });

  test('histograms have every entry, and its least, largest, mean and deviation exactly', () => {
    const { engine, frame } = frameOf(plan, 11);
    const names = distributionsOf(engine.graph, new Set(quantities));
    const large = name.startsWith('large');
    for (const name of names) {
      const entry = frame.tensor(`hist ${name}`);
      if (!large) {
        expect(entry).toBeNull();
        continue;
      }
      const values = valuesOf(engine, name);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const [low, high, m, s] = entry?.subarray(bins) ?? [];
      expect([low, high]).toEqual([least, most]);
      expect(Math.abs((m ?? NaN) - mean)).toBeLessThanOrEqual(1e-7 * Math.max(Math.abs(mean), deviation));
      expect(Math.abs((s ?? NaN) - deviation)).toBeLessThanOrEqual(1e-7 * deviation);
      const counts = [...(entry?.subarray(0, bins) ?? [])];
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      // the same bins in float32, as the kernel has them
      const scale = Math.fround(bins / Math.fround(most - least));
      const want = new Array<number>(bins).fill(0);
      for (const v of values) {
        const bin = Math.min(bins - 1, Math.trunc(Math.fround(Math.fround(v - least) * scale)));
        want[bin] = (want[bin] ?? 0) + 1;
      }
      expect(counts).toEqual(want);
    }
  });

  test('the confusion matrix counts every test example, at the parameters of the step', () => {
    const { engine, frame, observer } = frameOf(plan, 30);
    const { test: examples } = engine.data;
    const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, examples.count);
    for (const [name, { value }] of walker.tensors) if (/^[Wb]\d/.test(name)) value.set(engine.values(name));
    walker.batch.n = examples.count;
    walker.tensor('x').value.set(examples.x);
    walker.predict();
    const o = walker.tensor('o');
    const want = [0, 0, 0, 0];
    examples.labels.forEach((label, i) => {
      const k = 2 * label + predicted(o.value, i, o.columns, plan.loss);
      want[k] = (want[k] ?? 0) + 1;
    });
    expect([...(frame.tensor('confusion') ?? [])]).toEqual(want);
    expect(((want[0] ?? 0) + (want[3] ?? 0)) / examples.count).toBeCloseTo(observer.test.accuracy, 12);
  });
});

test('before the test set was measured the confusion matrix is 0, and measuring again does not add to it', () => {
  const plan = plans['small'] as Plan;
  const engine = new Engine(module, plan, null);
  all(engine.initialize());
  engine.run(3);
  all(engine.evaluate());
  const layout = layoutOf(plan, engine.graph, shapeOf(plan));
  const observer = new Observer(layout, { ...cadenceOf(plan, layout), frameEvery: 1000 }, engine);
  const sum = (): number => {
    const frame = decodeFrame(observer.encode('frame', noScalars), layout);
    return [...(frame.tensor('confusion') ?? [])].reduce((total, count) => total + count, 0);
  };
  all(observer.measure(false));
  expect(sum()).toBe(0);
  all(observer.measure(true));
  all(observer.measure(true));
  expect(sum()).toBe(130);
});

test('a gradient that is not computed has no norm and no histogram', () => {
  const plan: Plan = {
    ...base,
    network: [{ type: 'activation', fn: 'tanh' }, ...chain([300, 100, 1], 'relu')],
  };
  const { engine, frame } = frameOf(plan, 2);
  const [first, ...others] = frame.tensor('‖dh‖') ?? [];
  expect(first).toBeNaN();
  expect(others.every((norm) => norm > 0)).toBe(true);
  const names = distributionsOf(engine.graph, new Set(quantities));
  expect(names).toEqual([...new Set(names)]);
  expect(names.filter((name) => name.startsWith('dh'))).toHaveLength(activationsOf(engine.graph).length - 1);
});
