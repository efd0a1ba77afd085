import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import type { BackendId } from '../../core/engines.ts';
import { losses, lossIds, type LossId } from '../../core/losses.ts';
import { optimizerIds } from '../../core/optimizers.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { Module } from '../engine/kernels.ts';
import { apart, lossesOf, planOfOutputs, planOfGradient, stepOf } from '../testing/extremes.ts';
import { Backends, isLoaded, type Loaded } from './backend.ts';
import { curveWith } from './curve.ts';
import { TensorFlowEngine } from './engine.ts';

// The ends of float32 in TensorFlow: what it makes of them is what float64 makes of them.

const resources = join(import.meta.dirname, '../../../resources');
const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
const loaded = new Map<BackendId, Loaded>();
const ids = ['wasm', 'cpu'] as const satisfies BackendId[];

beforeAll(async () => {
  const all = new Backends(resources, () => Promise.resolve({ reason: 'not here' }));
  for (const id of ids) {
    const found = await all.load(id);
    if (!isLoaded(found)) throw new Error(found.reason);
    loaded.set(id, found);
  }
});
const backendOf = (id: BackendId): Loaded => {
  const backend = loaded.get(id);
  if (!backend) throw new Error(`no ${id}`);
  return backend;
};
const begin = (plan: Plan, id: BackendId): TensorFlowEngine =>
  new TensorFlowEngine(backendOf(id), [], module, plan, null);

const most: Record<LossId, number> = { binary_cross_entropy: 1e38, softmax_cross_entropy: 1e38, squared_error: 2.4e19 };

describe.each(ids)('%s', (id) => {
  test.each([0, 1e4, 1e7, -1e7, 1e38])('two equal outputs of %d: L = ln 2, ∂o = ∓½', (o) => {
    const engine = begin(
      planOfOutputs('softmax_cross_entropy', [[o, o]], () => 0),
      id,
    );
    const { got } = lossesOf(engine);
    engine.close();
    expect(got.L).toBeCloseTo(Math.LN2, 6);
    expect(got.gradient).toEqual([-0.5, 0.5]);
  });

  test.each(lossIds)('%s of outputs from denormal to huge', (loss) => {
    const ends = [0, 1e-45, 1e-38, 1, 88, 1e4, 1e7, most[loss]].map(Math.fround);
    const signed = [...ends, ...ends.map((v) => -v)];
    for (const a of signed)
      for (const b of losses[loss].target === 'class' ? signed : [a])
        for (const target of losses[loss].target === 'class' ? [0, 1] : [0, 1, 1 - 2 ** -24, 0.5]) {
          const engine = begin(
            planOfOutputs(loss, [losses[loss].target === 'class' ? [a, b] : [a]], () => target),
            id,
          );
          const { got, want } = lossesOf(engine);
          engine.close();
          const where = `o = ${a}, ${b}; y = ${target}`;
          if (want.L < 3e38) expect(apart(got.L, want.L), where).toBeLessThan(1e-5);
          want.gradient.forEach((g, j) => expect(apart(got.gradient[j] ?? NaN, g), where).toBeLessThan(1e-5));
        }
  });

  test.each(activationIds)('%s at both ends', async (fn) => {
    const ends = [0, 1e-45, 1e-38, 1e-20, 20, 87, 88, 89, 1e4, 1e19, 3e38].map(Math.fround);
    const z = [...ends, ...ends.map((v) => -v)];
    const { y, dy } = await curveWith(backendOf(id), fn, z);
    z.forEach((at, k) => {
      expect(apart(y[k] ?? NaN, activations[fn].f(at)), `φ(${at})`).toBeLessThan(2e-6);
      expect(apart(dy[k] ?? NaN, activations[fn].df(at)), `φ′(${at})`).toBeLessThan(2e-6);
    });
  });

  test.each(optimizerIds)('%s of gradients from denormal to huge, cut or not', (kind) => {
    for (const clip of [undefined, 1])
      for (const size of [0, 1e-45, 1e-38, 1e-20, 1, 1e10, 1e18, ...(clip === undefined ? [] : [1e19, 3e38])]) {
        const engine = begin(planOfGradient(kind, size, clip), id);
        const { got, want } = stepOf(engine);
        engine.close();
        want.forEach((w, j) =>
          expect(Math.abs((got[j] ?? NaN) - w), `g = ${size}, clip ${clip}`).toBeLessThanOrEqual(
            2e-5 * Math.abs(w) + 1e-35,
          ),
        );
      }
  });
});
