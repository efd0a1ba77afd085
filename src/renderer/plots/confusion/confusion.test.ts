import { expect, test } from 'vitest';
import '../../theme/tokens.css';
import { palette } from '../../paint/palette.ts';
import { cellSentence, confusionFrom } from './confusion.ts';
import { cellAt, cellColour, placeOf } from './draw.ts';

const two = Float32Array.of(40, 10, 1, 49);

test('a matrix knows its classes, their sizes and how many answers are right', () => {
  expect(confusionFrom(two)).toMatchObject({ classes: 2, totals: [50, 50], examples: 100, right: 89 });
  expect(confusionFrom(new Float32Array(100))).toBeNull(); // not measured yet
});

test('a cell is a sentence', () => {
  const confusion = confusionFrom(two);
  if (!confusion) throw new Error('it was measured');
  const said = (row: number, column: number): string => cellSentence(confusion, row, column, false);
  expect(said(0, 1)).toBe('10 of 50 examples of class 0 were taken for class 1');
  expect(said(1, 0)).toBe('1 of 50 examples of class 1 was taken for class 0');
  expect(said(0, 0)).toBe('40 of 50 examples of class 0 were recognised');
  const digits = new Float32Array(100);
  digits.set([12], 71);
  digits.set([86], 77);
  const sevens = confusionFrom(digits);
  expect(sevens && cellSentence(sevens, 7, 1, true)).toBe('12 of 98 sevens were taken for a 1');
  expect(sevens && cellSentence(sevens, 7, 2, true)).toBe('none of 98 sevens were taken for a 2');
});

test('cells tile the matrix, and beside it there are none', () => {
  const p = palette();
  const place = placeOf(10, 188, 200, p);
  expect(place.x + 10 * place.w).toBeLessThanOrEqual(188);
  expect(place.y + 10 * place.h).toBeLessThanOrEqual(200);
  expect(cellAt(place.x + 7.5 * place.w, place.y + 2.5 * place.h, 10, place)).toEqual([2, 7]);
  expect(cellAt(place.x - 1, place.y + 1, 10, place)).toBeNull();
  expect(cellAt(place.x + 10 * place.w + 1, place.y + 1, 10, place)).toBeNull();
});

test('more mistakes are stronger, none are ground', () => {
  const p = palette();
  const red = (share: number): number => cellColour(share, false, p)[1];
  expect([0, 0.01, 0.1, 0.3].map(red)).toEqual([0, 0.01, 0.1, 0.3].map(red).toSorted((a, b) => b - a));
  expect(new Set([0, 0.01, 0.1, 0.3].map(red)).size).toBe(4);
});
