import { expect, test } from 'vitest';
import { arrangementOf } from '../../core/plots.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { finds } from '../marks/find.ts';
import type { Plot, Shown } from './plot.ts';
import { plotList, plots } from './registry.ts';
import { rowsOf, rowTemplate, type PlotRow } from './rows.ts';

const shownOf = (plan: Plan): Shown[] =>
  arrangementOf(plan).flatMap(({ plot: id, wide, options = {} }): Shown[] => {
    const plot: Plot | undefined = (plots as Record<string, Plot>)[id];
    return plot?.unfit(plan) === null ? [{ id, plot, wide: wide ?? plot.wide(plan), options }] : [];
  });
const rows = (plan: Plan, low = false): PlotRow[] => rowsOf(shownOf(plan), low);
const names = (of: PlotRow[]): string[] => of.map((row) => row.plots.map(({ id }) => id).join('|'));

test('points in the plane', () => {
  expect(names(rows(presets.moons))).toEqual(['loss', 'boundary|flow', 'weights', 'preactivations']);
});
test('in a low window the least important yields', () => {
  expect(names(rows(presets.moons, true))).toEqual(['loss', 'boundary|flow', 'preactivations']);
});
test('digits', () => {
  expect(names(rows(presets.digits))).toEqual(['loss', 'digits|predictions', 'flow', 'weights']);
  expect(names(rows(presets.digits, true))).toEqual(['loss', 'digits|predictions', 'flow']);
});
test('a width that was set goes before what is usual', () => {
  const plan: Plan = {
    ...presets.moons,
    plots: [{ plot: 'loss', wide: false }, { plot: 'flow' }, { plot: 'weights' }],
  };
  expect(names(rows(plan))).toEqual(['loss|flow', 'weights']);
});
test('a square plot gets no more height than it can use', () => {
  expect(rowTemplate(rows(presets.moons, true), 432, 664)).toBe('minmax(140px, 27fr) 230px minmax(140px, 21fr)');
});
test.each(plotList)('%s explains itself', (_id, plot) => {
  expect(plot.title()).not.toBe('');
  expect(plot.help().length).toBeGreaterThan(40);
});

test.each([
  ['sigmoid', 'activation'],
  ['vanishing', 'product'],
  ['100 matrices', 'product'],
  ['OVERFITTING', 'loss'],
  ['handwritten', 'digits'],
])('“%s” finds %s', (search, id) => {
  const found = plotList.filter(([, { title, words, help }]) => finds(search, [title(), words(), help()]));
  expect(found.map(([one]) => one)).toContain(id);
});
