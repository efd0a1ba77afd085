import { expect, test } from 'vitest';
import { exampleOf, examplesOf } from '../../core/examples.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { Walker } from '../../core/graph/walker.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { Evaluator } from '../../core/graph/evaluator.ts';
import { OneExample, type Single } from './one-example.ts';
import { placeText, probeAt, probeOf } from './probe.ts';

const dropping: Layer = { type: 'dropout', p: 0.5 };
const made = (network: Layer[], more: Partial<Plan> = {}) => {
  const plan: Plan = { ...presets.moons, batchSize: 4, network, ...more };
  const graph = graphOf(plan, shapeOf(plan));
  const batch = new Walker(graph, plan, 4);
  batch.initialize();
  const sets = examplesOf(plan, null);
  const rounded = new Map([...batch.tensors].map(([name, { value }]) => [name, Float32Array.from(value)]));
  const frame = {
    scalars: { step: 7 },
    tensor: (name: string) => (/^[Wb]\d/.test(name) ? (rounded.get(name) ?? null) : null),
  } as unknown as Frame;
  for (const [name, values] of rounded) batch.tensor(name).value.set(values);
  const walk = (single: Single) => {
    const one = OneExample.at(plan, graph, frame, single);
    return (name: string): number[] | null => {
      const variable = graph.variables.find((v) => v.name === name || `d${v.name}` === name);
      const matrix = variable && one?.get(name, variable);
      return matrix ? Array.from(matrix.values) : null;
    };
  };
  return { plan, graph, batch, sets, frame, walk };
};
const withDropout = (): Layer[] => chain([6, 3, 1], 'tanh').toSpliced(2, 0, dropping);

test('a probe predicts: its o is what the plot of the boundary shows, whatever is dropped in training', () => {
  const { plan, frame, walk } = made(withDropout());
  const evaluator = new Evaluator(plan);
  expect(evaluator.load(frame)).toBe(true);
  const o = evaluator.predict(1, (x) => x.set([1.2, -0.4]))[0];
  expect(walk({ x: [1.2, -0.4], y: null, place: null })('o')).toEqual([o]);
});

test('without a label nothing that needs one is known: no y, no loss, no gradients', () => {
  const { walk } = made(chain([3, 1], 'tanh'), { weightDecay: 0.01 });
  const get = walk({ x: [1, 2], y: null, place: null });
  expect(['y', 'L', 'J', 'dJ', 'do', 'dW1', 'dh1'].map(get)).toEqual(Array(7).fill(null));
  expect(['x', 'z1', 'h1', 'o', 's', 'W1'].map((name) => get(name) !== null)).toEqual(Array(6).fill(true));
});

test('the gradients of the examples of a batch average to those of the batch', () => {
  const { batch, sets, walk } = made(chain([6, 3, 1], 'tanh'), { weightDecay: 0.01 });
  const rows = [3, 50, 51, 8];
  rows.forEach((row, i) => {
    batch.tensor('x').value.set(exampleOf(sets.train, 'x', row), 2 * i);
    batch.tensor('y').value.set(exampleOf(sets.train, 'y', row), i);
  });
  batch.forward();
  batch.backward();
  const alone = rows.map((row) => walk({ ...probeAt(sets, 'train', row), place: null })('dW1') ?? []);
  batch.tensor('W1').gradient.forEach((g, k) => {
    expect(alone.reduce((sum, one) => sum + (one[k] ?? NaN) / 4, 0)).toBeCloseTo(g, 12);
  });
});

test('a row of the batch meets its own mask; a probe at the same example meets none', () => {
  const { batch, sets, walk } = made(withDropout());
  const example = probeAt(sets, 'train', 9);
  const asRow = walk({ ...example, place: 2 });
  const asRowZ = asRow('z1');
  const mask = asRow('m3');
  expect(mask?.some((m) => m === 0)).toBe(true);
  const asProbe = walk({ ...example, place: null });
  expect(asProbe('m3')).toEqual(Array(6).fill(1));
  expect(asProbe('z1')).toEqual(asRowZ);
  expect(batch.tensor('m3').columns).toBe(6);
  expect(asProbe('dW3')?.every(Number.isFinite)).toBe(true);
});

test('a place is written with one decimal and a true minus', () => {
  const { sets } = made(chain([1], 'tanh'));
  expect(placeText(probeOf(sets, [1.24, -0.41]))).toBe('(1.2, −0.4)');
});
