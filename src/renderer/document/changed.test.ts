import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { nameSchema } from '../../core/plan/text.ts';
import { renamed } from './changed.ts';

const { moons } = presets;
const all = Object.values<Plan>(presets);

test('a preset that is changed says so, and is itself again when it is again', () => {
  const changed = renamed(moons, { ...moons, seed: 3 }, all);
  expect(changed.name).toBe('Moons, changed');
  expect(renamed(changed, { ...changed, seed: 4 }, all).name).toBe('Moons, changed');
  expect(renamed(changed, { ...changed, seed: moons.seed }, all).name).toBe('Moons');
  expect(renamed(moons, { ...moons, plots: [] }, all).name).toBe('Moons');
});

test('a preset is known again as the lab gives it back, its parts in another order', () => {
  const { seed, ...rest } = presets.figure531;
  const stored: Plan = { ...rest, seed };
  expect(renamed(stored, { ...stored, seed: 3 }, all).name).toBe('Fig. 5.3.1, changed');
});

test('a name given by hand stays, whatever it is', () => {
  const mine = renamed(moons, { ...moons, name: 'Mine' }, all);
  expect(renamed(mine, { ...mine, seed: 3 }, all).name).toBe('Mine');
  const back: Plan = { ...moons, seed: 3 };
  expect(renamed(back, { ...back, seed: 5 }, all).name).toBe('Moons');
});

test('the name stays one that a plan may have', () => {
  const long: Plan = { ...moons, name: 'x'.repeat(120) };
  expect(nameSchema.safeParse(renamed(long, { ...long, seed: 3 }, [long]).name).success).toBe(true);
});
