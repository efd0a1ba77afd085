import { expect, test } from 'vitest';
import { FormulaError } from './expression.ts';
import { holds, measured, median } from './measure.ts';
import type { Want } from './schema.ts';

test.each<[Want, yes: number[], no: number[]]>([
  [{ below: 2 }, [1.999, -Infinity], [2, 2.001, NaN]],
  [{ above: 2 }, [2.001, Infinity], [2, 1.999, NaN]],
  [{ near: 2, within: 0.5 }, [1.5, 2, 2.5], [1.49, 2.51, NaN, Infinity]],
  [{ near: 2, within: 0 }, [2], [2.000001, NaN]],
  [{ least: -1, most: 1 }, [-1, 0, 1], [-1.01, 1.01, NaN, -Infinity]],
])('%j at its bounds', (want, yes, no) => {
  for (const got of yes) expect(holds(want, got), String(got)).toBe(true);
  for (const got of no) expect(holds(want, got), String(got)).toBe(false);
});

test('the middle of several', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([10, 9, 1, 100])).toBe(10); // by size, not as text
  expect(median([2])).toBe(2);
  expect(median([])).toBeNaN();
});

test('a network that has not come so far leaves it open; one that there is not is an error', () => {
  expect(measured('loss', [null])).toBeNull();
  expect(measured('B.loss', [null, null])).toBeNull();
  expect(measured('1 + 1', [])).toBe(2);
  expect(() => measured('B.loss', [null])).toThrow(new FormulaError('there is no network B'));
  expect(() => measured('Z.loss', [null])).toThrow(new FormulaError('there is no network Z'));
});
