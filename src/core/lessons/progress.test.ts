import { describe, expect, test } from 'vitest';
import { claimKey, isClose, isDone, noProgress, progressSchema, standing, type Progress } from './progress.ts';
import { lessonOf } from './registry.ts';
import type { LessonStep } from './schema.ts';

describe('an answer is right to three digits', () => {
  test.each<[right: number, yes: number[], no: number[]]>([
    [1.234, [1.234, 1.23, 1.239, 1.229], [1.24, 1.228, -1.23, NaN]],
    [-0.5463, [-0.546, -0.5463, -0.5468], [-0.547, -0.545, 0.546]],
    [0.0005, [0.0005, 0.0005005, 0.0004995], [0.000501, 0.000499, 0, 0.001]],
    [0, [0, -0, 0.0004, -0.0004], [0.0005, -0.0005, 0.01, NaN]],
    [1000, [1000, 1005, 995], [1006, 994, 100]],
    [123_456, [123_000, 123_900], [124_000, 122_900]],
    [1e-12, [1e-12, 1.004e-12], [1.01e-12, 0, 2e-12]],
    [2, [2, 2.004, 1.996], [2.01, 1.99]],
  ])('%d', (right, yes, no) => {
    for (const given of yes) expect(isClose(given, right), String(given)).toBe(true);
    for (const given of no) expect(isClose(given, right), String(given)).toBe(false);
  });

  test('what is no number is like itself at most', () => {
    expect(isClose(5, Infinity)).toBe(false);
    expect(isClose(5, -Infinity)).toBe(false);
    expect(isClose(-Infinity, Infinity)).toBe(false);
    expect(isClose(5, NaN)).toBe(false);
    expect(isClose(Infinity, 5)).toBe(false);
    expect(isClose(Infinity, Infinity)).toBe(true);
  });
});

const lesson = lessonOf('forward');
const nothing = noProgress(lesson);
const answered = (id: string, answer: Partial<Progress['answers'][string]>): Progress => ({
  ...nothing,
  answers: { [id]: { given: '1', right: false, tries: 1, ...answer } },
});

describe('a step is ticked', () => {
  const done: LessonStep = { kind: 'do', id: 'a', says: '.', done: 'step > 0' };
  const number: LessonStep = { kind: 'number', id: 'a', says: '.', answer: '1' };
  const choose: LessonStep = { kind: 'choose', id: 'a', says: '.', options: ['x', 'y'], answer: 1, because: '.' };
  const predict: LessonStep = { kind: 'predict', id: 'a', says: '.', options: ['x', 'y'], came: '1' };
  const wrong = answered('a', {});
  test.each<[string, LessonStep, Progress, boolean]>([
    ['once it was done', done, { ...nothing, done: ['b', 'a'] }, true],
    ['not while another was', done, { ...nothing, done: ['b'] }, false],
    ['not by an answer', done, answered('a', { right: true }), false],
    ['by a right number', number, answered('a', { right: true }), true],
    ['not by a wrong one', number, wrong, false],
    ['by one that was shown', number, answered('a', { shown: true }), true],
    ['not by an answer to another', number, answered('b', { right: true }), false],
    ['by a right choice', choose, answered('a', { right: true }), true],
    ['not by a wrong one', choose, wrong, false],
    ['by any prediction', predict, wrong, true],
    ['not without one', predict, nothing, false],
  ])('%s (%#)', (_what, step, progress, expected) => {
    expect(isDone(step, progress)).toBe(expected);
  });
});

test('how far it is: all steps and all claims, and then it has ended', () => {
  const two = lesson.steps.filter(({ kind }) => kind === 'number').slice(0, 2);
  const [claim] = lesson.claims;
  const [first, second] = two;
  if (!claim || !first || !second) throw new Error('two questions and a claim are meant');
  const small = { ...lesson, steps: two, claims: [claim, claim] }; // two of one formula are two
  const right = { given: '1', right: true, tries: 1 };
  const one: Progress = {
    ...nothing,
    answers: { [first.id]: right, other: right },
    claims: { [claimKey(claim, 1)]: { got: 1, holds: false } },
  };
  expect(standing(small, nothing)).toEqual({ done: 0, measured: 0, ended: false });
  expect(standing(small, one)).toEqual({ done: 1, measured: 1, ended: false });
  const all: Progress = {
    ...one,
    answers: { ...one.answers, [second.id]: right },
    claims: { ...one.claims, [claimKey(claim, 0)]: { got: null, holds: false } },
  };
  expect(standing(small, all)).toEqual({ done: 2, measured: 2, ended: true });
});

test('what was not begun can be kept, and is on its first scene', () => {
  expect(progressSchema.parse(nothing)).toEqual(nothing);
  expect(nothing.scene).toBe(lesson.scenes[0]?.id);
});

test('a long formula is kept under a key that may be kept', () => {
  const [claim] = lessonOf('matrices').claims;
  if (!claim) throw new Error('a claim is meant');
  const long = { ...claim, measure: 'l'.repeat(300), scene: 's'.repeat(200) };
  const claims = { [claimKey(long, 3)]: { got: 1, holds: true } };
  expect(progressSchema.safeParse({ ...nothing, claims }).success).toBe(true);
});
