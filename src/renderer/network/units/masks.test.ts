import { expect, test } from 'vitest';
import { graphOf } from '../../../core/graph/graph.ts';
import { presets } from '../../../core/plan/presets.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { columnsOf } from './columns.ts';
import { isDropped, maskOf, masksOf } from './masks.ts';

const plan = { ...presets.moons, network: presets.moons.network.toSpliced(2, 0, { type: 'dropout', p: 0.5 } as const) };
const columns = columnsOf(plan, graphOf(plan, shapeOf(plan)));

test('the mask of a step is of the units before it, and of the first example on show', () => {
  const values = Float32Array.of(0, 2, 2, 0, 2, 2, /* another example */ 2, 0, 0, 0, 0, 0);
  const masks = masksOf(columns, (name) => (name === 'm3' ? { rows: 2, columns: 6, values } : null));
  expect([0, 1, 2, 3, 4, 5].filter((unit) => isDropped(masks, 1, unit))).toEqual([0, 3]);
  expect([maskOf(masks, 1, 0), maskOf(masks, 1, 1)]).toEqual([0, 2]);
  expect(maskOf(masks, 2, 0)).toBeNull();
});

test('where no mask is known nothing is dropped', () => {
  const masks = masksOf(columns, () => null);
  expect(isDropped(masks, 1, 0)).toBe(false);
  expect(maskOf(masks, 1, 0)).toBeNull();
});
