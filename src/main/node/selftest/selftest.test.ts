import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchHere } from '../bench-here.ts';
import { placesFrom } from '../places.ts';
import type { FactOutcome as Outcome } from '../../../core/self-test.ts';
import { holds, type Fact } from '../../selftest/fact.ts';
import { facts } from '../../selftest/facts.ts';
import { measureFacts } from '../../selftest/measure.ts';

const places = placesFrom(join(import.meta.dirname, '..'));

// exercise 2 takes ten seconds: selftest.slow.ts
const quick = facts.filter(({ id }) => !/^(slide|all-layers)-/.test(id));

test('the numbers of the lecture are made again', { timeout: 120_000 }, async () => {
  const bench = benchHere(places);
  const outcomes: Outcome[] = [];
  try {
    await measureFacts(quick, bench, (outcome) => outcomes.push(outcome));
  } finally {
    bench.close();
  }
  expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
  expect(outcomes.map(({ id }) => id)).toEqual(quick.map(({ id }) => id));
});

test('ids are names, each of one fact', () => {
  const ids = facts.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
});

test('a number beyond its tolerance, outside its range, or that is none, does not hold', () => {
  const fact = (want: Fact['want']): Fact => ({ id: 'x', what: '', want, measure: () => Promise.resolve(0) });
  const about = fact({ value: 0.5, within: 0.01 });
  expect([0.491, 0.509, 0.48, 0.52, NaN].map((got) => holds(about, got))).toEqual([true, true, false, false, false]);
  const between = fact({ least: 1, most: 2 });
  expect([1, 2, 0.9, 2.1, NaN].map((got) => holds(between, got))).toEqual([true, true, false, false, false]);
});
