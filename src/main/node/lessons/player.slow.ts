import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lessonOf } from '../../../core/lessons/registry.ts';
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

describe.each(['exercise2', 'generalization', 'dropout', 'scratch'] as const)('the lesson %s', (id) => {
  const lesson = lessonOf(id);
  test.each(lesson.claims)('$quantity', { timeout: 120_000 }, async (claim) => {
    expect(await player.claim(lesson, claim)).toMatchObject({ holds: true });
    expect(await player.claim(lesson, claim, true), 'in its contrast').toMatchObject({ holds: false });
  });
});
