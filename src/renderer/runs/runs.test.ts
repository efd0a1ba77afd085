import { expect, test } from 'vitest';
import { planFieldIds } from '../../core/compare/plan-fields.ts';
import type { ListRow, RunRow } from '../../core/contract/runs.ts';
import { language } from '../theme/language.svelte.ts';
import { when } from '../marks/when.ts';
import { columnIds, columnOf, columnsFor, usualColumns } from './columns.ts';
import { runRow } from './fake-runs.ts';
import { guidesOf } from './guides.ts';
import { cellText, durationText, lossText } from './words.ts';

test('times, sizes and losses in words', () => {
  const now = new Date(2026, 5, 12, 16, 0).getTime();
  expect(when(new Date(2026, 5, 12, 10, 42).getTime(), now)).toBe('10:42');
  expect(when(new Date(2026, 5, 11, 15, 58).getTime(), now)).toBe('Thu 15:58');
  expect(when(new Date(2026, 2, 3).getTime(), now)).toBe('Mar 3');
  language.choose('ko');
  expect(when(new Date(2026, 5, 11, 15, 58).getTime(), now)).toMatch(/목.*15:58/);
  language.choose('en');
  expect(lossText(null, runRow(1, {}, { status: 'diverged' }).info)).toBe('NaN');
  expect(lossText(0.01534, runRow(1).info)).toBe('0.015');
  expect([0.42, 75, 740, 40_000].map(durationText)).toEqual(['0.4 s', '75 s', '12 min', '11 h']);
});

test('every column says something of every run', () => {
  const row: RunRow = { ...runRow(1), values: { learningRate: 1e-7, schedule: 'constant' } };
  for (const id of columnIds) {
    expect(columnOf(id).title(), id).not.toBe('');
    if (!['name', 'curve', 'started'].includes(id)) expect(cellText(id, row), id).not.toBe('');
  }
  expect(cellText('learningRate', row)).toBe('10⁻⁷');
  expect(cellText('seed', row)).toBe('–');
  expect(planFieldIds.every((id) => (columnIds as string[]).includes(id))).toBe(true);
});

test('columns yield by what they matter, those chosen after the usual ones, and the name stays', () => {
  expect(columnsFor(usualColumns, 110)).toEqual(usualColumns);
  expect(columnsFor(usualColumns, 67)).toEqual(['name', 'network', 'curve', 'train', 'test', 'accuracy', 'started']);
  expect(columnsFor([...usualColumns, 'learningRate', 'seed'], 72)).toEqual([
    ...['name', 'learningRate', 'seed', 'curve', 'test', 'accuracy', 'started'],
  ]);
  expect(columnsFor(usualColumns, 0)).toEqual(['name']);
  for (let letters = 21; letters < 120; letters++) {
    const shown = columnsFor(columnIds, letters);
    expect(shown.reduce((sum, id) => sum + columnOf(id).width, 4.5)).toBeLessThanOrEqual(letters);
  }
});

test('a guide goes on as far as there are branches of the same run', () => {
  const depths = [0, 1, 2, 2, 1, 0, 1];
  const rows: ListRow[] = depths.map((depth, i) => ({ ...runRow(i + 1), depth }));
  const guides = rows.map((row, i) => guidesOf(row, i, (at) => rows[at] ?? null));
  expect(guides).toEqual([[], ['tee'], ['line', 'tee'], ['line', 'corner'], ['corner'], [], ['corner']]);
});
