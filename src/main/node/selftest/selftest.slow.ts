import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placesFrom } from '../places.ts';
import { selfTest } from './selftest.ts';

// `npm run test:slow`: all of `lab selftest`, exercise 2 over five seeds as well
test('every number of the lecture is made again', async () => {
  const reference = join(import.meta.dirname, '../../../core/reference');
  expect(await selfTest(reference, false, placesFrom(join(import.meta.dirname, '..')), {})).toBe(0);
});
