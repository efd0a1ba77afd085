import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { lossIds, losses, type Loss, type LossId } from '../../core/losses.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { curveOf } from '../trace.ts';
import { Engine } from './engine.ts';
import { Module } from './kernels.ts';

// The registries at the ends of float32: kernels beside the definitions in float64.

const module = new Module(readFileSync(join(import.meta.dirname, '../../../resources/kernels.wasm')));
const least = 2 ** -149;
const most = (2 - 2 ** -23) * 2 ** 127;

describe.each(activationIds)('%s', (id) => {
  test('at the ends of float32', () => {
    const sizes = [0, least, 1e-40, 1e-38, 1e-30, 1e-7, 1, 9, 20, 40, 80, 88, 89, 104, 1e3, 1e7, 1e20, 1e38, most];
    const z = sizes.flatMap((size) => [size, -size]).map(Math.fround);
    const { y, dy } = curveOf(module, id, z);
    const { f, df } = activations[id];
    const bound = (want: number): number => 1e-6 * Math.abs(want) + 3e-7;
    z.forEach((own, i) => {
      expect(Math.abs((y[i] ?? NaN) - f(own)), `φ(${own}) = ${y[i]}, not ${f(own)}`).toBeLessThan(bound(f(own)));
      expect(Math.abs((dy[i] ?? NaN) - df(own)), `φ′(${own}) = ${dy[i]}, not ${df(own)}`).toBeLessThan(bound(df(own)));
    });
  });
});

/** L and ∂J/∂o of logits that are given: one dense layer W = o on one input of 1, an example a plan. */
function lossOf(loss: LossId, o: number[], y: Plan['data'] & { kind: 'inline' }): { L: number; dO: Float32Array } {
  const plan: Plan = {
    ...presets.moons,
    data: y,
    network: [{ type: 'dense', units: o.length, init: { kind: 'given' }, bias: false }],
    parameters: { W1: o.map((v) => [v]) },
    loss,
    batchSize: 1,
    length: { steps: 1 },
  };
  const engine = new Engine(module, plan, null);
  for (const _ of engine.initialize()); // to its end
  for (const _ of engine.evaluate()); // to its end
  const dO = new Float32Array(o.length);
  engine.read('do', dO);
  return { L: engine.loss, dO };
}

describe.each(lossIds)('%s', (id) => {
  const loss: Loss = losses[id];
  const size = fc.oneof(
    fc.double({ min: -7, max: 7, noNaN: true }).map((e) => 10 ** e),
    fc.constantFrom(0, 1e7),
  );
  const logit = fc.tuple(size, fc.boolean()).map(([v, minus]) => Math.fround(minus ? -v : v));
  const logits = fc.oneof(
    fc.array(logit, { minLength: loss.target === 'class' ? 2 : 1, maxLength: 6 }),
    logit.map((v) => [v, v]), // equal ones
  );

  test('logits from −10⁷ to 10⁷', () => {
    fc.assert(
      fc.property(logits, fc.nat(5), (o, pick) => {
        const q = o.length;
        const label = pick % q;
        const targets = o.map((_, j) => (j === label ? 1 : 0));
        const data: Plan['data'] =
          loss.target === 'class'
            ? { kind: 'inline', x: [[1]], y: [label] }
            : { kind: 'inline', x: [[1]], y: [targets] };
        const y = Float64Array.from(loss.target === 'class' ? [label] : targets);
        const { L, dO } = lossOf(id, o, data);
        const exact = Float64Array.from(o);
        const want = loss.value(exact, y, 1, q);
        const gradient = new Float64Array(q);
        loss.gradient(exact, y, 1, q, 1, gradient);
        expect(Math.abs(L - want)).toBeLessThanOrEqual(1e-6 * want + 2e-7);
        dO.forEach((v, j) =>
          expect(Math.abs(v - (gradient[j] ?? NaN))).toBeLessThanOrEqual(1e-6 * Math.abs(gradient[j] ?? 0) + 2e-7),
        );
      }),
      { numRuns: 60 },
    );
  });
});

test('two equal logits of 10⁷: L = ln 2, ∂J/∂o = ∓½', () => {
  const { L, dO } = lossOf('softmax_cross_entropy', [1e7, 1e7], { kind: 'inline', x: [[1]], y: [0] });
  expect(L).toBe(Math.fround(Math.LN2));
  expect([...dO]).toEqual([-0.5, 0.5]);
});
