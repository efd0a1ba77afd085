import { expect, test } from 'vitest';
import { claimKey, isClose, isDone, noProgress, progressSchema, standing } from './progress.ts';
import { lessonOf } from './registry.ts';

test.each([
  [0.482, 0.48199, true],
  [0.48, 0.482, false],
  [24.2, 24.2259, true],
  [24.3, 24.2259, false],
  [-0.05, -0.05, true],
  [0.05, -0.05, false],
  [0, 0, true],
  [0.0004, 0, true],
  [0.001, 0, false],
  [1.53e-5, 0.25 ** 8, true],
  [Infinity, 3, false],
  [NaN, 3, false],
])('%f for %f: right to three digits: %s', (given, right, close) => {
  expect(isClose(given, right)).toBe(close);
});

test('a lesson is done when every step is ticked and every claim measured, contradicted ones too', () => {
  const lesson = lessonOf('slope');
  const empty = noProgress(lesson);
  expect(standing(lesson, empty)).toEqual({ done: 0, measured: 0, ended: false });
  const progress = {
    ...empty,
    done: lesson.steps.flatMap(({ kind, id }) => (kind === 'do' ? [id] : [])),
    answers: Object.fromEntries(
      lesson.steps.flatMap(({ kind, id }) =>
        kind === 'do' ? [] : [[id, { given: '1', right: kind !== 'predict', tries: 1 }]],
      ),
    ),
    claims: Object.fromEntries(lesson.claims.map((claim, i) => [claimKey(claim, i), { got: i, holds: i > 0 }])),
  };
  expect(standing(lesson, progress)).toEqual({
    done: lesson.steps.length,
    measured: lesson.claims.length,
    ended: true,
  });
  expect(progressSchema.parse(JSON.parse(JSON.stringify(progress)))).toEqual(progress);
});

test('a wrong number is not done; one that was shown is, and so is a prediction that came otherwise', () => {
  const { steps } = lessonOf('slope');
  const number = steps.find(({ kind }) => kind === 'number');
  const predict = steps.find(({ kind }) => kind === 'predict');
  if (!number || !predict) throw new Error('this lesson asks both');
  const done = (id: string, answer: { given: string; right: boolean; tries: number; shown?: boolean }): boolean =>
    isDone(id === number.id ? number : predict, { ...noProgress(lessonOf('slope')), answers: { [id]: answer } });
  expect(done(number.id, { given: '3', right: false, tries: 2 })).toBe(false);
  expect(done(number.id, { given: '3', right: false, tries: 2, shown: true })).toBe(true);
  expect(done(predict.id, { given: '3', right: false, tries: 1 })).toBe(true);
});
