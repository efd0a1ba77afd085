import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holds } from '../../../core/lessons/measure.ts';
import { lessonOf } from '../../../core/lessons/registry.ts';
import { Points } from '../../../core/sweep/points.ts';
import { benchHere } from '../bench-here.ts';
import { placesFrom } from '../places.ts';
import { LessonPlayer } from './player.ts';

let bench: ReturnType<typeof benchHere>;
let player: LessonPlayer;
beforeAll(() => {
  bench = benchHere(placesFrom(join(import.meta.dirname, '..')));
  player = new LessonPlayer(bench);
});
afterAll(() => bench.close());

test('double descent, with each of five seeds that the lesson does not have', { timeout: 400_000 }, async () => {
  const { sweeps = [], claims } = lessonOf('generalization');
  for (const claim of claims.filter(({ sweep }) => sweep !== undefined))
    for (const seed of [91_001, 91_002, 91_003, 91_004, 91_005]) {
      const sweep = sweeps.find(({ id }) => id === claim.sweep)?.sweep;
      const got = sweep ? await player.over(sweep, claim.measure, {}, [seed]) : null;
      expect(got !== null && holds(claim.is, got), `${claim.measure}, seed ${seed}: ${got}`).toBe(true);
    }
});

test('what came with it is what comes here', { timeout: 120_000 }, async () => {
  const [found] = lessonOf('generalization').sweeps ?? [];
  if (!found?.results) throw new Error('it has results');
  const points = new Points(found.sweep);
  for (const point of [0, 14, 26]) {
    const [{ progress }] = [await bench.run(points.planAt(point), false)];
    expect(progress.testLoss).toBeCloseTo(found.results[point]?.testLoss ?? NaN, 3);
    expect(progress.testAccuracy).toBeCloseTo(found.results[point]?.testAccuracy ?? NaN, 6);
  }
});

describe.each(['exercise2', 'generalization', 'dropout', 'scratch'] as const)('the lesson %s', (id) => {
  const lesson = lessonOf(id);
  test.each(lesson.claims)('$quantity', { timeout: 400_000 }, async (claim) => {
    expect(await player.claim(lesson, claim)).toMatchObject({ holds: true });
    expect(await player.claim(lesson, claim, true), 'in its contrast').toMatchObject({ holds: false });
  });
});
