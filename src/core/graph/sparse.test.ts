import { expect, test } from 'vitest';
import { presets } from '../plan/presets.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { graphOf } from './graph.ts';
import { sparseProducts } from './sparse.ts';

const dense = (units: number): Layer => ({ type: 'dense', units, init: { kind: 'he' }, bias: true });
const relu: Layer = { type: 'activation', fn: 'relu' };
const tanh: Layer = { type: 'activation', fn: 'tanh' };
const dropout: Layer = { type: 'dropout', p: 0.5 };

/** The products of a network on digits, as [z, of x, of ∂J/∂z]. */
function productsOf(network: Layer[], sparseData = true, n = 128): [string, boolean, boolean][] {
  const plan: Plan = { ...presets.digits, network };
  const graph = graphOf(plan, shapeOf(plan));
  return sparseProducts(graph, sparseData, n).map(({ output, x, dz }) => [output, x, dz]);
}

test('of digits it is the first product, whatever follows', () => {
  expect(productsOf([dense(16), tanh, dense(10)])).toEqual([['z1', true, false]]);
  expect(productsOf([dense(16), tanh, dense(10)], false)).toEqual([]);
});

test('behind ReLU and dropout it is x, before them ∂J/∂z, where the product is wide', () => {
  const two = [dense(256), relu, dropout, dense(256), relu, dropout, dense(10)];
  expect(productsOf(two)).toEqual([
    ['z1', true, false],
    ['z2', true, true],
  ]);
  expect(productsOf([dense(256), tanh, dense(256), relu, dense(10)], false)).toEqual([['z2', false, true]]);
  expect(productsOf([dense(256), relu, dense(256), tanh, dense(10)], false)).toEqual([['z2', true, false]]);
  expect(productsOf([dense(63), relu, dense(256), relu, dense(10)], false)).toEqual([]);
});

test('what has no gradient needs none laid out', () => {
  const noisy: Layer = { type: 'noise', sigma: 0.1 };
  expect(productsOf([noisy, dense(256), relu, dense(10)])).toEqual([]);
});

test('few examples are not worth it, and a large matrix is not laid out a second time', () => {
  expect(productsOf([dense(16), tanh, dense(10)], true, 31)).toEqual([]);
  expect(productsOf([dense(6000), relu, dense(10)])).toEqual([]);
});
