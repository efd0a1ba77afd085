import { expect, test } from 'vitest';
import { mnist } from '../datasets.ts';
import type { Examples } from '../examples.ts';
import { scalarNames, type Frame, type Scalars } from '../frame/frame.ts';
import { presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { disagreementOf, type Disagreement } from './disagreement.ts';

const planOf = (p: number): Plan => ({
  ...presets.digits,
  network: [
    { type: 'dense', units: 20, init: { kind: 'he' }, bias: true },
    { type: 'dropout', p },
    { type: 'dense', units: 10, init: { kind: 'he' }, bias: true },
  ],
});
/** Digit k has ink in pixel k alone. */
const count = 100;
const test100: Examples = {
  count,
  width: mnist.width,
  x: Float32Array.from({ length: count * mnist.width }, (_, i) => (i % mnist.width === (i / mnist.width | 0) % 10 ? 1 : 0)), // prettier-ignore
  scale: 1,
  y: new Float32Array(count * 10),
  targetWidth: 10,
  labels: Uint32Array.from({ length: count }, (_, i) => i % 10),
};
/** Pixel k goes through the hidden units 2k and 2k + 1 to output k. */
const parameters: Record<string, Float32Array> = {
  W1: Float32Array.from({ length: 20 * mnist.width }, (_, i) => ((i / mnist.width | 0) >> 1 === i % mnist.width ? 1 : 0)), // prettier-ignore
  b1: new Float32Array(20),
  W2: Float32Array.from({ length: 200 }, (_, i) => ((i % 20) >> 1 === Math.floor(i / 20) ? 4 : 0)),
  b2: new Float32Array(10),
};
const frameOf = (tensors: Record<string, Float32Array>): Frame => ({
  kind: 'keyframe',
  n: 1,
  scalars: Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars,
  tensor: (name) => tensors[name] ?? null,
});
function found(plan: Plan, frame = frameOf(parameters), examples = test100): Disagreement | null {
  const work = disagreementOf(plan, frame, examples);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

test('a network that answers by one pixel is less sure of two half ones, by passes and by softmax', () => {
  const { dissent, blendDissent, passesRank, softmaxRank } = found(planOf(0.5)) ?? {};
  // output k is 8 times the kept half of its two units: it is 0, as the others are, only where both are dropped
  expect(dissent).toBeGreaterThan(0.1);
  expect(dissent).toBeLessThan(0.35);
  expect(blendDissent).toBeGreaterThan(1.2 * (dissent ?? 0));
  expect(softmaxRank).toBe(1);
  expect(passesRank).toBeGreaterThan(0.5);
});

test('without dropout all passes are alike', () => {
  expect(found(planOf(0))).toMatchObject({ dissent: 0, blendDissent: 0, softmaxRank: 1 });
});

test('nothing is said of points, of a test set that is too small, or of a frame without parameters', () => {
  expect(found(presets.moons)).toBeNull();
  expect(found(planOf(0.5), frameOf(parameters), { ...test100, count: 99 })).toBeNull();
  expect(found(planOf(0.5), frameOf({}))).toBeNull();
});
