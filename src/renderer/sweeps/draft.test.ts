import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { placesIn } from '../../core/sweep/places.ts';
import { checkSweep } from '../../core/sweep/problems.ts';
import { SweepDraft } from './draft.svelte.ts';
import { freeName } from './names.ts';
import { readNumbers } from './numbers.ts';
import { staysOf } from './stays.ts';
import { rateText } from './words.ts';

test('numbers stand apart by spaces, semicolons or commas that belong to none', () => {
  const cases: [string, number[]][] = [
    ['0.01 0.03  0.1', [0.01, 0.03, 0.1]],
    ['0.01, 0.03, 0.1', [0.01, 0.03, 0.1]],
    ['1;2; 3', [1, 2, 3]],
    ['1,2,4', [1, 2, 4]],
    ['1e-3 1000', [0.001, 1000]],
    ['', []],
  ];
  for (const [text, numbers] of cases) expect(readNumbers(text), text).toEqual({ numbers });
  expect(readNumbers('1 fast')).toEqual({ wrong: 'fast' });
});

test('every place of every preset is taken by an axis with values that can run', () => {
  for (const plan of Object.values(presets))
    for (const { at } of placesIn(plan)) {
      const draft = new SweepDraft(plan, 1);
      draft.axes[0]?.choose(at);
      flushSync();
      expect(draft.axes[0]?.at).toBe(at);
      expect(draft.axes[0]?.unread, `${plan.name} ${at}`).toBe('');
      // a value that this plan cannot have is said at its axis
      if (!draft.sweep) expect(draft.wrongAt(0, 0) || draft.wrong, `${plan.name} ${at}`).not.toBe('');
      else expect(draft.points?.total).toBeGreaterThan(0);
    }
});

test('axes of different fields, seeds and a linked field become a sweep that the lab takes', () => {
  const draft = new SweepDraft(presets.moons, 1);
  draft.axes[0]?.choose('network[0].units');
  const [first] = draft.axes;
  if (!first) throw new Error('no axis');
  first.text = '4 16';
  first.link('optimizer.learningRate');
  first.relink(0, { c: 2, p: -1 });
  draft.addAxis();
  draft.axes[1]?.choose('batchSize');
  draft.seeds = 3;
  flushSync();
  const { sweep } = draft;
  expect(sweep).not.toBeNull();
  expect(checkSweep(JSON.parse(JSON.stringify(sweep))).problems).toEqual([]);
  expect(draft.points?.planAt(0).optimizer.learningRate).toBe(0.5);
  expect(draft.points?.shape).toEqual([2, 5, 3]);
  expect(draft.cost).toBeGreaterThan(0);
});

test('what is wrong is told at the axis that has it', () => {
  const draft = new SweepDraft(presets.moons, 1);
  const [axis] = draft.axes;
  if (!axis) throw new Error('no axis');
  axis.mode = 'list';
  axis.text = '0.1 quick';
  flushSync();
  expect(draft.wrongAt(0, 0)).toContain('quick');
  expect(draft.sweep).toBeNull();
  axis.text = '0.1 -3';
  flushSync();
  expect(draft.wrongAt(0, 0)).toContain('-3');
  axis.text = '0.1';
  axis.mode = 'log';
  axis.from = 0;
  flushSync();
  expect(draft.wrongAt(0, 0)).not.toBe('');
  axis.mode = 'list';
  draft.name = '';
  flushSync();
  expect(draft.wrongName).not.toBe('');
  expect(draft.sweep).toBeNull();
});

test('an end that a log range cannot have is said there, and no values are shown that are no numbers', () => {
  const draft = new SweepDraft(presets.moons, 1);
  const [axis] = draft.axes;
  if (!axis) throw new Error('no axis');
  axis.mode = 'log';
  [axis.from, axis.to] = [-1, 1];
  flushSync();
  expect(axis.written).toEqual([]);
  expect(axis.badEnds).toEqual(['from']);
  expect(draft.sweep).toBeNull();
  axis.mode = 'range';
  flushSync();
  expect(axis.badEnds).toEqual([]);
  expect(axis.written[0]).toBe(-1);
});

test('a sweep is named as no other is', () => {
  const named = (taken: string[]): string => new SweepDraft(presets.xor, 1, undefined, undefined, taken).name;
  expect(named([])).toBe('XOR, sweep');
  expect(named(['XOR, sweep'])).toBe('XOR, sweep 2');
  expect(named(['XOR, sweep', 'XOR, sweep 2', 'XOR, sweep 4'])).toBe('XOR, sweep 3');
  expect(freeName('XOR, sweep 2', ['XOR, sweep', 'XOR, sweep 2'])).toBe('XOR, sweep 3');
  const long = 'x'.repeat(120);
  expect(freeName(long, [long])).toBe(`${'x'.repeat(118)} 2`);
});

test('a sweep that there is can be begun from again', () => {
  const draft = new SweepDraft(presets.moons, 1);
  draft.addAxis();
  draft.axes[1]?.choose('network[*].fn');
  draft.seeds = 2;
  flushSync();
  const { sweep } = draft;
  if (!sweep) throw new Error(draft.wrong);
  const again = new SweepDraft(presets.moons, 1, undefined, sweep);
  flushSync();
  expect(again.sweep).toEqual(sweep);
});

test('what stays leaves out what moves', () => {
  const ids = (moved: string[]): string[] => staysOf(presets.moons, moved).map(({ id }) => id);
  expect(ids([])).toContain('rate');
  expect(ids(['optimizer.learningRate'])).not.toContain('rate');
  expect(ids(['network[0].units'])).not.toContain('network');
  expect(ids(['network[*].fn'])).not.toContain('activation');
});

test('runs a minute are written as other numbers are', () => {
  expect([null, 0.52, 7.5, 118, 13_021, 123_456].map(rateText)).toEqual([
    '–',
    '0.52',
    '7.5',
    '120',
    '13,000',
    '120,000',
  ]);
});
