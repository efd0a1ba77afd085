import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationIds } from '../activations.ts';
import { at } from '../floats.ts';
import { lossIds, losses, type LossId } from '../losses.ts';
import { chain, presets } from '../plan/presets.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { stream } from '../random.ts';
import { graphOf } from './graph.ts';
import { Walker } from './walker.ts';

/** A plan with inline data of any shape, so that every operator can be tried at every width. */
function planOf(network: Layer[], width: number, n: number, loss: LossId, weightDecay: number, seed: number): Plan {
  const random = stream(seed, 'test');
  const outputs = network.reduce((units, layer) => (layer.type === 'dense' ? layer.units : units), width);
  const x = Array.from({ length: n }, () => Array.from({ length: width }, () => random.normal()));
  const y =
    losses[loss].target === 'class'
      ? Array.from({ length: n }, () => random.int(outputs))
      : Array.from({ length: n }, () => Array.from({ length: outputs }, () => random.uniform()));
  return { ...presets.moons, seed, data: { kind: 'inline', x, y }, network, loss, weightDecay, batchSize: n };
}

function walkerOf(plan: Plan): Walker {
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, plan.batchSize);
  if (plan.data.kind !== 'inline') throw new Error('inline plans only');
  walker.tensor('x').value.set(plan.data.x.flat());
  walker.tensor('y').value.set(plan.data.y.flat());
  walker.initialize();
  return walker;
}

/** Compares every parameter's gradient with (J(w+ε) − J(w−ε)) / 2ε, and returns the worst error. */
function worstError(walker: Walker): number {
  walker.forward();
  walker.backward();
  let worst = 0;
  for (const { name, role } of walker.graph.variables) {
    if (role !== 'parameter') continue;
    const { value } = walker.tensor(name);
    const gradient = Float64Array.from(walker.tensor(name).gradient);
    for (let k = 0; k < value.length; k++) {
      const w = at(value, k);
      const e = 1e-5;
      value[k] = w + e;
      const up = walker.forward();
      value[k] = w - e;
      const down = walker.forward();
      value[k] = w;
      const numeric = (up - down) / (2 * e);
      worst = Math.max(worst, Math.abs(numeric - at(gradient, k)) / Math.max(1e-2, Math.abs(numeric)));
    }
  }
  return worst;
}

describe('backpropagation agrees with central differences', () => {
  for (const fn of activationIds)
    for (const loss of lossIds)
      test(`${fn}, ${loss}, with weight decay`, () => {
        const plan = planOf(chain([5, 4, 3], fn, 'xavier'), 3, 5, loss, 0.1, 11);
        expect(worstError(walkerOf(plan))).toBeLessThan(1e-5);
      });

  test('any chain of layers, any width down to 1, any batch size', () => {
    const smooth = fc.constantFrom('tanh', 'sigmoid', 'silu', 'softplus', 'gelu', 'identity' as const);
    const layer = fc.oneof(
      fc.record({
        type: fc.constant('dense' as const),
        units: fc.integer({ min: 1, max: 7 }),
        init: fc.constant({ kind: 'xavier' as const }),
        bias: fc.boolean(),
      }),
      fc.record({ type: fc.constant('activation' as const), fn: smooth }),
      fc.record({ type: fc.constant('dropout' as const), p: fc.constantFrom(0, 0.3) }),
      fc.record({ type: fc.constant('noise' as const), sigma: fc.constantFrom(0, 0.2) }),
    );
    fc.assert(
      fc.property(
        fc.array(layer, { minLength: 0, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(...lossIds),
        fc.constantFrom(0, 0.05),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(0, 0.02),
        (layers, n, width, loss, lambda, seed, l1) => {
          const dense: Layer = { type: 'dense', units: 2, init: { kind: 'xavier' }, bias: true };
          const network = [...(layers as Layer[]), dense];
          const plan: Plan = { ...planOf(network, width, n, loss, lambda, seed), l1 };
          expect(worstError(walkerOf(plan))).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 150, seed: 5 },
    );
  });
});

test('every gradient of an intermediate is the change of J with it: dz1 by the chain through h1', () => {
  const plan = planOf(chain([4, 1], 'tanh'), 3, 2, 'squared_error', 0, 3);
  const walker = walkerOf(plan);
  walker.forward();
  walker.backward();
  const h = walker.tensor('h1').value;
  const dh = walker.tensor('h1').gradient;
  const dz = walker.tensor('z1').gradient;
  for (let k = 0; k < h.length; k++) expect(at(dz, k)).toBeCloseTo(at(dh, k) * (1 - at(h, k) ** 2), 12);
});

test('dropout keeps the expectation, drops nothing when predicting, and sends gradients through kept entries only', () => {
  const network: Layer[] = [
    { type: 'dropout', p: 0.5 },
    { type: 'dense', units: 16, init: { kind: 'constant', scale: 1 }, bias: false },
  ];
  const plan = planOf(network, 16, 1, 'squared_error', 0, 1);
  const walker = walkerOf(plan);
  walker.tensor('x').value.set(Array.from({ length: 16 }, (_, i) => i));
  let sum = 0;
  for (let i = 0; i < 4000; i++) {
    walker.forward();
    walker.batch.step++;
    const dropped = walker.tensor("x'").value;
    for (let k = 0; k < 16; k++) expect([0, 2 * k]).toContain(at(dropped, k));
    sum += at(dropped, 15) / 4000;
  }
  expect(sum).toBeGreaterThan(14.3);
  expect(sum).toBeLessThan(15.7);
  walker.predict();
  expect([...walker.tensor("x'").value]).toEqual(Array.from({ length: 16 }, (_, i) => i));
});

test('names are the lecture’s, also where a layer is repeated', () => {
  const network: Layer[] = [
    { type: 'activation', fn: 'tanh' },
    { type: 'dense', units: 3, init: { kind: 'zero' }, bias: true },
    { type: 'activation', fn: 'relu' },
    { type: 'activation', fn: 'tanh' },
    { type: 'dropout', p: 0.1 },
    { type: 'dense', units: 1, init: { kind: 'zero' }, bias: false },
  ];
  const graph = graphOf({ network, loss: 'squared_error', weightDecay: 0.1 }, shapeOf(presets.moons));
  expect(graph.variables.map((v) => v.name)).toEqual([
    'x',
    'h0',
    'W1',
    'b1',
    'z1',
    'h1',
    'h1_2',
    'm5',
    "h1_2'",
    'W2',
    'o',
    'y',
    'L',
    's',
    'J',
  ]);
});

test('a frozen layer keeps its parameters and has its gradient', () => {
  const plan = planOf(chain([4, 2], 'tanh', 'xavier'), 3, 5, 'squared_error', 0, 8);
  plan.network = plan.network.map((layer, i) =>
    i === 0 && layer.type === 'dense' ? { ...layer, frozen: true } : layer,
  );
  const walker = walkerOf(plan);
  const before = (name: string): number[] => [...walker.tensor(name).value];
  const [W1, b1, W2] = [before('W1'), before('b1'), before('W2')];
  walker.forward();
  walker.backward();
  walker.update();
  expect([before('W1'), before('b1')]).toEqual([W1, b1]);
  expect(before('W2')).not.toEqual(W2);
  expect(walker.tensor('W1').gradient.some((g) => g !== 0)).toBe(true);
});
