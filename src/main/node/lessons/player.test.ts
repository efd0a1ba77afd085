import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLesson } from '../../../core/lessons/parse.ts';
import { lessonIds, lessonOf } from '../../../core/lessons/registry.ts';
import type { Lesson } from '../../../core/lessons/schema.ts';
import { problemLine } from '../../../core/words/problems.ts';
import { benchHere } from '../bench-here.ts';
import { placesFrom } from '../places.ts';
import { LessonPlayer } from './player.ts';

/** Lessons whose networks take long are measured by `npm run test:slow` (player.slow.ts). */
const slow: readonly string[] = ['exercise2', 'generalization', 'dropout', 'scratch'];

describe.each(lessonIds.filter((id) => !slow.includes(id)))('the lesson %s', (id) => {
  let bench: ReturnType<typeof benchHere>;
  let player: LessonPlayer;
  beforeAll(() => {
    bench = benchHere(placesFrom(join(import.meta.dirname, '..')));
    player = new LessonPlayer(bench);
  });
  afterAll(() => bench.close());

  const lesson = lessonOf(id);
  test.each(lesson.claims)('$quantity: $says', async (claim) => {
    expect(await player.claim(lesson, claim)).toMatchObject({ holds: true });
    expect(await player.claim(lesson, claim, true), 'in its contrast').toMatchObject({ holds: false });
  });
  test.each(lesson.steps.filter((step) => step.kind === 'number'))(
    '$says',
    async ({ answer, mistakes = [], when, scene }) => {
      const of = lesson.scenes.find((one) => one.id === scene) ?? lesson.scenes[0];
      if (!of) throw new Error('no scene');
      const right = await player.formula(lesson, of, answer, when);
      expect(right).not.toBeNaN();
      for (const { is } of mistakes)
        expect(await player.formula(lesson, of, is, when)).not.toBeCloseTo(Number(right), 6);
    },
  );
});

/** Lessons for teachers to learn from. */
const folder = join(import.meta.dirname, '../../../../examples');
describe.each(readdirSync(folder).filter((name) => name.endsWith('.lesson.json')))('the example %s', (name) => {
  const { lesson, problems } = parseLesson(readFileSync(join(folder, name), 'utf8'));
  test('is a lesson whose claims hold, and do not in their contrast', async () => {
    expect(problems.map(problemLine)).toEqual([]);
    const bench = benchHere(placesFrom(join(import.meta.dirname, '..')));
    const player = new LessonPlayer(bench);
    for (const claim of lesson?.claims ?? []) {
      expect(await player.claim(lesson as Lesson, claim), claim.quantity).toMatchObject({ holds: true });
      expect(await player.claim(lesson as Lesson, claim, true), claim.quantity).toMatchObject({ holds: false });
    }
    bench.close();
  });
});
