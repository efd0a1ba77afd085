import { expect, test } from 'vitest';
import type { Progress, RunInfo } from '../../core/run.ts';
import { language } from '../theme/language.svelte.ts';
import { columnList, columnsFor, sorted } from './columns.ts';
import { countsOf, nothingHidden, passes } from './filters.ts';
import { when } from '../marks/when.ts';
import { lossText } from './words.ts';

const run = (id: number, more: Partial<RunInfo> = {}, progress: Partial<Progress> = {}): RunInfo => ({
  id,
  experiment: 1,
  name: `Moons ${id}`,
  createdAt: id * 1000,
  steps: 100,
  frames: 10,
  bytes: 1000,
  architecture: '2-6-3-1',
  activation: 'relu',
  data: 'moons',
  init: 'appropriate',
  parent: null,
  ...more,
  progress: {
    status: 'finished',
    step: 100,
    epoch: 10,
    loss: 0.1,
    testLoss: 0.2,
    testAccuracy: 0.9,
    seconds: 1,
    speed: 100,
    curve: [],
    ...progress,
  },
});
const ids = (infos: RunInfo[]): number[] => infos.map(({ id }) => id);

test('live runs come first, what has no value last, in both directions', () => {
  const all = [
    run(1, {}, { testLoss: 0.3 }),
    run(2, {}, { testLoss: null, status: 'diverged' }),
    run(3, {}, { testLoss: 0.1 }),
    run(4, {}, { testLoss: 9, status: 'running' }),
  ];
  expect(ids(sorted(all, { by: 'test', down: false }))).toEqual([4, 3, 1, 2]);
  expect(ids(sorted(all, { by: 'test', down: true }))).toEqual([4, 1, 3, 2]);
});

test('filters count what there is, and a search needs every word', () => {
  const all = [run(1), run(2, { data: 'mnist', architecture: '784-64-10' }), run(3, {}, { status: 'paused' })];
  expect(countsOf(all, 'status')).toEqual([
    ['live', 1],
    ['finished', 2],
  ]);
  expect(all.filter((info) => passes(info, nothingHidden, 'mnist 64')).map(({ id }) => id)).toEqual([2]);
  expect(all.filter((info) => passes(info, { ...nothingHidden, data: ['MNIST'] }, '')).length).toBe(2);
});

test('times, sizes and losses in words', () => {
  const now = new Date(2026, 5, 12, 16, 0).getTime();
  expect(when(new Date(2026, 5, 12, 10, 42).getTime(), now)).toBe('10:42');
  expect(when(new Date(2026, 5, 11, 15, 58).getTime(), now)).toBe('Thu 15:58');
  expect(when(new Date(2026, 2, 3).getTime(), now)).toBe('Mar 3');
  language.choose('ko');
  expect(when(new Date(2026, 5, 11, 15, 58).getTime(), now)).toMatch(/목.*15:58/);
  language.choose('en');
  expect(lossText(null, run(1, {}, { status: 'diverged' }))).toBe('NaN');
  expect(lossText(0.01534, run(1))).toBe('0.015');
});

test('columns yield by what they matter, and the name stays', () => {
  expect(columnsFor(100)).toEqual(columnList);
  const names = (letters: number): string[] => columnsFor(letters).map(([id]) => id);
  expect(names(62)).toEqual(['name', 'network', 'curve', 'train', 'test', 'accuracy', 'started']);
  expect(names(52)).toEqual(['name', 'curve', 'test', 'accuracy', 'started']);
  expect(names(0)).toEqual(['name']);
  for (let letters = 16; letters < 100; letters++)
    expect(columnsFor(letters).reduce((sum, [, { width }]) => sum + width, 0)).toBeLessThanOrEqual(letters);
});
