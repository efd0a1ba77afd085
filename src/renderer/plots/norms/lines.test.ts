import { expect, test } from 'vitest';
import type { Norms } from '../flow/norms.ts';
import { meanAt, normCourse, normLines } from './lines.ts';

const stepOf = (row: number): number => 10 * row;
const of = (layers: number, at: Norms['at']): Norms => ({
  names: Array.from({ length: layers }, (_, i) => `W${i + 1}`),
  at,
});
const courseOf = (norms: Norms, rows: number) => normCourse(norms, norms.names, 'dW', rows, stepOf, 1);

test('a line for each layer, with the values at the row that is looked at', () => {
  const norms = of(3, (row, layer) => (row + 1) / 10 ** layer);
  const lines = normLines(
    courseOf(norms, 5),
    (layer) => norms.at(2, layer),
    (layer) => norms.names[layer] ?? '',
  );
  expect(lines.map(({ label, at }) => [label, at])).toEqual([['W1', 3], ['W2', 0.3], ['W3', 0.03]]); // prettier-ignore
  expect(lines[1]?.points).toEqual([0, 1, 2, 3, 4].map((row) => [10 * row, (row + 1) / 10]));
  expect(new Set(lines.map(({ dash }) => String(dash))).size).toBe(3);
});

test('of fifty layers six, of a thousand rows three hundred, the first and the last among them', () => {
  const norms = of(50, (row, layer) => 1 + row + layer);
  const { layers, points } = courseOf(norms, 1000);
  expect([layers.length, layers[0], layers.at(-1)]).toEqual([6, 0, 49]);
  const lines = normLines(courseOf(norms, 1000), () => 1, String);
  expect(new Set(lines.map(({ dash }) => String(dash))).size).toBe(6);
  for (const line of points) {
    expect(line).toHaveLength(300);
    expect([line[0]?.[0], line.at(-1)?.[0]]).toEqual([0, 9990]);
  }
});

test('the axis holds the run in whole decades', () => {
  const ends = (value: number): number[] => {
    const { axis } = courseOf(of(1, () => value), 3); // prettier-ignore
    return [axis.least, axis.most];
  };
  expect(ends(0.5)).toEqual([1e-3, 10]);
  expect(ends(2e-8)).toEqual([1e-9, 10]); // in steps of two decades
  expect(ends(0)).toEqual([1e-3, 10]);
  expect(ends(3000)).toEqual([1e-4, 1e4]);
});

test('a run that diverged is broken where it was last a number; what is never computed is not', () => {
  const diverged = of(2, (row, layer) => (row < 4 ? 10 ** row + layer : NaN));
  expect(courseOf(diverged, 6).brokenAt).toEqual([30, 1001]);
  expect(courseOf(diverged, 4).brokenAt).toBeNull();
  expect(courseOf(of(2, (_, layer) => (layer === 0 ? NaN : 1)), 6).brokenAt).toBeNull(); // prettier-ignore
});

test('a mean reaches back so many steps, leaves out what is not finite, and keeps every digit of small norms', () => {
  const values = [8, 1e6, Infinity, 2e-12, 4e-12, 0, 0, NaN];
  const norms = of(1, (row) => values[row] ?? NaN);
  const means = (reach: number): number[] => values.map((_, row) => meanAt(norms, 0, row, stepOf, reach));
  expect(means(1)).toEqual(values);
  expect(means(20)).toEqual([8, 500_004, 1e6, 2e-12, 3e-12, 2e-12, 0, NaN]);
});
