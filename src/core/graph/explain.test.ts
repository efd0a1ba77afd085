import { describe, expect, test } from 'vitest';
import { activationIds } from '../activations.ts';
import { exampleOf, examplesOf } from '../examples.ts';
import type { Matrix } from '../matrix.ts';
import { chain, presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { lossIds } from '../losses.ts';
import { chainTo, explain } from './explain.ts';
import type { Term } from './explainers.ts';
import { gradientName, graphOf } from './graph.ts';
import { keptAfter, keptOf, predictionBytes } from './kept.ts';
import { matrixOf } from './operand.ts';
import { knownFirst, stepsOf } from './steps.ts';
import { Walker } from './walker.ts';

const moons: Plan = { ...presets.moons, batchSize: 4, weightDecay: 0.01, network: chain([6, 3, 1], 'relu') };

function walked(plan: Plan): { walker: Walker; get: (name: string) => Matrix | null } {
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, plan.batchSize);
  const { train } = examplesOf(plan, null);
  for (let i = 0; i < plan.batchSize; i++) {
    walker.tensor('x').value.set(exampleOf(train, 'x', i), i * train.width);
    walker.tensor('y').value.set(exampleOf(train, 'y', i), i * train.targetWidth);
  }
  walker.initialize();
  walker.forward();
  walker.backward();
  const get = (name: string): Matrix | null => {
    const own = walker.tensors.get(name);
    const tensor = own ?? walker.tensors.get(name.slice(1));
    if (!tensor || (!own && tensor.gradient.length === 0)) return null;
    const values = own ? tensor.value : tensor.gradient;
    return { rows: values.length / tensor.columns, columns: tensor.columns, values };
  };
  return { walker, get };
}

/** Does with the numbers what the equation says. */
function folded(terms: readonly Term[], get: (name: string) => Matrix | null): Matrix {
  return terms.reduce<Matrix | null>((before, { join, operand }) => {
    const next = matrixOf(operand, get);
    if (!next) throw new Error(`${operand.name} is not known`);
    if (!before) return next;
    const at = (m: Matrix, r: number, c: number): number => m.values[(r % m.rows) * m.columns + c] ?? NaN;
    const build = (columns: number, f: (r: number, c: number) => number): Matrix => ({
      rows: before.rows,
      columns,
      values: Array.from({ length: before.rows * columns }, (_, i) => f(Math.floor(i / columns), i % columns)),
    });
    switch (join) {
      case String.raw`\cdot`:
        return build(next.columns, (r, c) => {
          let sum = 0;
          for (let k = 0; k < next.rows; k++) sum += at(before, r, k) * at(next, k, c);
          return sum;
        });
      case String.raw`\odot`:
        return build(before.columns, (r, c) => at(before, r, c) * at(next, r, c));
      case '+':
        return build(before.columns, (r, c) => at(before, r, c) + at(next, r, c));
      case '-':
        return build(before.columns, (r, c) => at(before, r, c) - at(next, r, c));
      default:
        throw new Error(`what is ${join}?`);
    }
  }, null) as Matrix;
}

const plans: [string, Plan][] = [
  ...activationIds.map((fn): [string, Plan] => [fn, { ...moons, network: chain([5, 4, 1], fn) }]),
  ...lossIds.map((loss): [string, Plan] => [
    loss,
    { ...moons, loss, network: chain([5, loss === 'softmax_cross_entropy' ? 2 : 1], 'tanh') },
  ]),
  [
    'no penalty, no bias',
    { ...moons, weightDecay: 0, network: [{ type: 'dense', units: 1, init: { kind: 'he' }, bias: false }] },
  ],
  ['l1', { ...moons, l1: 0.01 }],
  [
    'dropout and noise',
    {
      ...moons,
      network: [
        { type: 'noise', sigma: 0.5 },
        ...chain([6], 'relu'),
        { type: 'activation', fn: 'tanh' },
        { type: 'dropout', p: 0.5 },
        ...chain([1], 'relu'),
      ],
    },
  ],
];

describe.each(plans)('%s', (_, plan) => {
  const { walker, get } = walked(plan);
  const { graph } = walker;
  const steps = stepsOf(graph);

  test('every variable and gradient is produced once, after what it is made of', () => {
    const known = new Set(knownFirst(graph));
    for (const { produces } of steps) {
      for (const name of produces) {
        expect(known.has(name), name).toBe(false);
        for (const { operand } of explain(graph, name)?.terms ?? []) expect(known, name).toContain(operand.name);
        known.add(name);
      }
    }
    const all = graph.variables.flatMap(({ name, gradient }) => (gradient ? [name, gradientName(name)] : [name]));
    expect([...known].sort()).toEqual(all.sort());
  });

  test('the numbers put in give the number that was computed', () => {
    const quantities = steps.flatMap(({ produces }) => produces).filter((name) => explain(graph, name)?.yields === '=');
    expect(quantities.length).toBeGreaterThan(3);
    for (const name of quantities) {
      const { terms, tex } = explain(graph, name) ?? { terms: [], tex: '' };
      expect(tex, name).not.toMatch(/undefined|NaN/);
      if (terms.length === 0) {
        expect(get(name)?.values[0], name).toBe(1); // ∂J/∂L
        continue;
      }
      const wanted = Array.from(get(name)?.values ?? []);
      const made = folded(terms, get).values;
      wanted.forEach((v, i) => expect(made[i], `${name}[${i}]`).toBeCloseTo(v, 10));
    }
  });

  test('what a backward step has to keep is still kept', () => {
    const kept = keptOf(graph, 4);
    steps.forEach(({ produces }, i) => {
      for (const name of produces)
        for (const stored of explain(graph, name)?.stored ?? [])
          expect(kept.find((k) => k.name === stored)?.until, `${stored} for ${name}`).toBeGreaterThan(i);
    });
    expect(keptAfter(kept, steps.length)).toBe(0);
  });
});

test('2-6-3-1 is 8 steps forward and 9 back, numbered as the lecture does', () => {
  const graph = graphOf(moons, shapeOf(moons));
  const steps = stepsOf(graph);
  expect(
    steps.filter(({ pass }) => pass === 'forward').map(({ produces: [name = ''] }) => explain(graph, name)?.number),
  ).toEqual(['5.3.1', '5.3.2', '5.3.1', '5.3.2', '5.3.3', '5.3.4', '5.3.5', '5.3.6']);
  expect(steps.slice(8).map(({ produces }) => produces.join(' '))).toEqual([
    'dJ dL ds',
    'do',
    'dW3 db3',
    'dh2',
    'dz2',
    'dW2 db2',
    'dh1',
    'dz1',
    'dW1 db1',
  ]);
  expect(chainTo(graph, 'dW2')).toEqual(['dL', 'do', 'dh2', 'dz2', 'dW2']);
});

test('memory of 2-6-3-1 with a batch of 4: 336 bytes at the top, of prediction 144', () => {
  const graph = graphOf(moons, shapeOf(moons));
  const kept = keptOf(graph, 4);
  const over = Array.from({ length: 18 }, (_, k) => keptAfter(kept, k));
  expect(Math.max(...over)).toBe(336);
  expect(over[8]).toBe(336);
  expect(over[13]).toBe(224); // z2, h2 and o are no longer needed
  expect(predictionBytes(graph, 4)).toBe(144);
});

test('the terms of the penalty are named as what they are: numbers, not matrices', () => {
  const graph = graphOf({ ...moons, l1: 0.1 }, shapeOf(moons));
  const { terms } = explain(graph, 's') ?? { terms: [] };
  expect(terms).toHaveLength(3);
  expect(terms[0]?.tex).toBe(
    String.raw`\tfrac{\lambda}{2}\lVert\mathbf{W}^{(1)}\rVert^2 + \lambda_1\textstyle\sum\lvert\mathbf{W}^{(1)}\rvert`,
  );
});
