import { expect, test } from 'vitest';
import { frameOf } from '../fake-view.ts';
import { columnsOf, decadesOf, recordedOf } from './jacobians.ts';

const frame = frameOf({ 'σ M1': [4, 0.5], 'σ M2': [3], 'σ M1…2': [2], 'σ M3': [0], 'σ M1…3': [0.002] });

test('the last layer is first, as in the product, which stands behind =', () => {
  const columns = columnsOf(frame, 3, 6);
  expect(columns.map(({ layer, sign }) => [layer, sign])).toEqual([
    [2, ''],
    [1, '×'],
    [0, '×'],
    [null, '='],
  ]);
  expect(columns.map(({ singular }) => [...(singular ?? [])].map((v) => Number(v.toPrecision(6))))).toEqual([
    [0],
    [3],
    [4, 0.5],
    [0.002],
  ]);
});

test('of many layers some are left out, and said to be', () => {
  const columns = columnsOf(null, 50, 6);
  expect(columns).toHaveLength(6);
  expect(columns[0]).toEqual({ layer: 49, sign: '', singular: null });
  expect(columns.slice(1, 5).every(({ sign }) => sign === '⋯')).toBe(true);
  expect(columns.at(-2)?.layer).toBe(0);
});

test('one layer is its own product', () => {
  expect(columnsOf(frame, 1, 6)).toHaveLength(1);
  expect([...(recordedOf(frame, 0, true) ?? [])]).toEqual([4, 0.5]);
});

test('the axis holds 1 and all that is not 0', () => {
  expect(decadesOf(columnsOf(frame, 3, 6))).toEqual({ low: -3, high: 1 });
  expect(decadesOf(columnsOf(null, 3, 6))).toEqual({ low: -1, high: 1 });
  expect(decadesOf(columnsOf(frameOf({ 'σ M1': [NaN, 1e-30, 1e5] }), 1, 6))).toEqual({ low: -12, high: 5 });
});
