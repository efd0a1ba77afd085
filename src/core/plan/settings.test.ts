import { expect, test } from 'vitest';
import { settingText } from '../words/settings.ts';
import { presets } from './presets.ts';
import type { Plan } from './schema.ts';
import { settingIds, settings, settingsBetween } from './settings.ts';

test('what differs between two plans, in few words', () => {
  const { moons } = presets;
  expect(settingsBetween(moons, { ...moons, name: 'Other' })).toEqual([]);
  const faster: Plan = { ...moons, seed: 3, optimizer: { ...moons.optimizer, learningRate: 0.5 } };
  expect(settingsBetween(moons, faster).map(settingText)).toEqual(['η 0.5', 'seed 3']);
  expect(settingsBetween(presets.symmetry, presets.symmetryDropout).map(settingText)).toEqual(['p 0.2']);
  expect(settingsBetween(moons, { ...moons, data: presets.circle.data }).map(settingText)).toEqual(['circle']);
});

test.each(settingIds)('%s is read of every preset and has words', (id) => {
  for (const plan of Object.values<Plan>(presets)) {
    const value = settings[id](plan);
    if (value !== undefined) expect(settingText({ id, value })).toMatch(/\S/);
  }
});
