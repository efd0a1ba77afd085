import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Carried, digestOf } from './testing/carried.ts';
import { CarriedReader } from './testing/carried-reader.ts';
import { hostileCarried } from './testing/hostile-carried.ts';

/** Letters of a sentence that is still one. */
const MOST_LETTERS = 1500;

let carried: Carried;
let reader: CarriedReader;
beforeAll(async () => {
  carried = await Carried.make();
  reader = new CarriedReader();
});
afterAll(async () => {
  reader.close();
  await carried.close();
});

test('the sound one is taken in', () => {
  expect(reader.read(readFileSync(carried.file), new Set([digestOf(carried.file)]))).toBe('');
});

test.each(hostileCarried)('$attack: one sentence, and neither file nor folder is changed', ({ make }) => {
  const path = join(carried.room, 'hostile.goldilocks');
  copyFileSync(carried.file, path);
  make(path);
  const said = reader.read(readFileSync(path));
  expect(said).toMatch(/^[^\n]+[.…]$/);
  expect(said.length).toBeLessThan(MOST_LETTERS);
  expect(said).not.toMatch(/NaN|undefined/);
});
