import { describe, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { arrangementOf, needsOf, plotIds, plotNeeds, quantities } from '../../core/plots.ts';
import { withMoved, withOption, withShown, withWide } from './arrangement.ts';

const names = (list: readonly { plot: string }[]): string => list.map(({ plot }) => plot).join();
const usual = presets.moons;

describe('the arrangement of an experiment', () => {
  test('is the usual one until something is changed, and keeps the rest of it then', () => {
    expect(names(arrangementOf(usual))).toBe('loss,boundary,flow,weights,preactivations');
    expect(names(withShown(usual, 'flow', false))).toBe('loss,boundary,weights,preactivations');
    expect(names(withShown(usual, 'accuracy', true))).toBe('loss,boundary,flow,weights,preactivations,accuracy');
  });
  test('a plot is put in the place of another, whichever way', () => {
    expect(names(withMoved(usual, 'loss', 'flow'))).toBe('boundary,flow,loss,weights,preactivations');
    expect(names(withMoved(usual, 'preactivations', 'boundary'))).toBe('loss,preactivations,boundary,flow,weights');
    expect(names(withMoved(usual, 'accuracy', 'loss'))).toBe(names(arrangementOf(usual)));
  });
  test('width and options are of one plot', () => {
    const plots = withWide(usual, 'loss', false);
    expect(plots[0]).toEqual({ plot: 'loss', wide: false });
    const both = withOption({ ...usual, plots }, 'loss', 'log', true);
    expect(both[0]).toEqual({ plot: 'loss', wide: false, options: { log: true } });
    expect(both.slice(1)).toEqual(plots.slice(1));
  });
  test('a plot that a file names twice is shown once', () => {
    expect(arrangementOf({ ...usual, plots: [{ plot: 'loss' }, { plot: 'loss', wide: false }] })).toEqual([
      { plot: 'loss' },
    ]);
  });
});

describe('what frames are to hold', () => {
  test('for the usual plots: all of it', () => {
    expect([...needsOf(usual)].sort()).toEqual([...quantities].sort());
  });
  test.each(plotIds)('for %s alone: what it says', (plot) => {
    expect([...needsOf({ plots: [{ plot }] })]).toEqual([...plotNeeds[plot]]);
  });
});
