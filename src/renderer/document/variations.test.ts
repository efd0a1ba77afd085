import { expect, test } from 'vitest';
import { differencesOf } from '../../core/compare.ts';
import { presetIds, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { variationIds, variantsOf } from './variations.ts';

const LIMIT = 2 ** 40;

test('every variant of every preset runs, is another plan, and has a name of its own', () => {
  for (const preset of presetIds)
    for (const id of variationIds) {
      const plan: Plan = presets[preset];
      const variants = variantsOf(id, plan, LIMIT);
      expect(new Set(variants.map(({ title }) => title)).size, `${preset} ${id}`).toBe(variants.length);
      for (const variant of variants) {
        expect(differencesOf([plan, variant.plan]).differ.length, `${preset} ${id} ${variant.title}`).toBeGreaterThan(
          0,
        );
        expect(variant.plan.name).toBe(`${plan.name}, ${variant.title}`.slice(0, 120));
      }
    }
});

test('the same but for one thing: nothing else differs', () => {
  const fields = (id: (typeof variationIds)[number]): string[] => [
    ...new Set(
      variantsOf(id, presets.moons, LIMIT).flatMap(({ plan }) =>
        differencesOf([presets.moons, plan]).differ.map(({ field }) => field.replace(/\..*/, '')),
      ),
    ),
  ];
  expect(fields('init')).toEqual(['init']);
  expect(fields('seed')).toEqual(['seed']);
  expect(fields('learningRate')).toEqual(['learningRate']);
  expect(fields('activation')).toEqual(['activation']);
  expect(fields('weightDecay')).toEqual(['weightDecay']);
  expect(fields('width').sort()).toEqual(['hidden', 'parameters']);
});

test('the lecture’s four initializations are the first four side by side', () => {
  expect(variantsOf('init', presets.moons, LIMIT).slice(0, 3).map(({ title }) => title)).toEqual(['zero', 'too small', 'too large']); // prettier-ignore
});

test('a network too large for this computer is not offered', () => {
  const all = variantsOf('width', presets.moons, LIMIT);
  expect(variantsOf('width', presets.moons, 1).length).toBeLessThan(all.length);
});
