import { expect, test } from 'vitest';
import { graphOf } from '../../../core/graph/graph.ts';
import { presets } from '../../../core/plan/presets.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { biasOf, momentsOf, shapesOf, shownName } from './parameters.ts';

test('every layer has its matrix, out × in, and its biases where it has some', () => {
  const network = presets.moons.network.map((layer, i) =>
    i === 0 && layer.type === 'dense' ? { ...layer, bias: false } : layer,
  );
  const plan = { ...presets.moons, network };
  expect(shapesOf(graphOf(plan, shapeOf(plan)))).toEqual([
    { name: 'W1', rows: 6, columns: 2, bias: false },
    { name: 'W2', rows: 3, columns: 6, bias: true },
    { name: 'W3', rows: 1, columns: 3, bias: true },
  ]);
  expect([biasOf('W12'), shownName('W2', 'gradient'), shownName('b2', 'value')]).toEqual(['b12', 'dW2', 'b2']);
});

test('moments', () => {
  expect(momentsOf(Float32Array.of(1, 3, -1, 1))).toEqual([1, Math.SQRT2, -1, 3, Math.sqrt(12)]);
  expect(momentsOf(Float32Array.of(1, NaN))).toEqual([NaN, NaN, NaN, NaN, NaN]);
  expect(momentsOf(null)).toEqual([NaN, NaN, NaN, NaN, NaN]);
});
