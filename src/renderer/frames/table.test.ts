import { expect, test } from 'vitest';
import { cellText, csvOf, inBrief, type Table } from './table.ts';

const table: Table = {
  caption: 'Loss',
  head: ['step', '=cmd|calc'],
  rows: [
    [0, -1 / 3],
    [1, NaN],
    [2, '=1+1'],
    [3, '+a, "b"'],
    [4, 'W1'],
  ],
};

test('a file has every digit; text that a spreadsheet would calculate is made text; gaps are empty', () => {
  expect(csvOf(table)).toBe(
    'step,"\'=cmd|calc"\r\n0,-0.3333333333333333\r\n1,\r\n2,"\'=1+1"\r\n3,"\'+a, ""b"""\r\n4,W1\r\n',
  );
});

test('numbers are read out in six digits', () => {
  expect([1 / 3, -2, 1e-9 / 3, NaN, -Infinity, 'W1'].map(cellText)).toEqual([
    '0.333333',
    '-2',
    '3.33333e-10',
    '–',
    '−∞',
    'W1',
  ]);
});

test('of many rows forty are read out, the first and the last among them, unless each is told', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => [i]);
  const brief = inBrief({ ...table, rows }).rows;
  expect(brief).toHaveLength(40);
  expect([brief[0], brief.at(-1)]).toEqual([[0], [999]]);
  expect(inBrief({ ...table, rows, whole: true }).rows).toBe(rows);
});
