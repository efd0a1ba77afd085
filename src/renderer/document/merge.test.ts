import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { onto } from './merge.ts';
import { stateOf } from './states.ts';

test('a name that an edit brought along does not take the place of one that was given meanwhile', () => {
  const before = stateOf(presets.moons);
  const after = stateOf({ ...presets.moons, seed: 3, name: 'Moons, changed' });
  const there = stateOf({ ...presets.moons, name: 'Mine' });
  expect(onto(there, before, after).plan).toMatchObject({ seed: 3, name: 'Mine' });
  expect(onto(before, before, after).plan).toMatchObject({ seed: 3, name: 'Moons, changed' });
  // one that is given by hand does
  expect(onto(there, before, stateOf({ ...presets.moons, name: 'Ours' })).plan.name).toBe('Ours');
});
