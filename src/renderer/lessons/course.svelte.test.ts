import { beforeEach, expect, test } from 'vitest';
import { lessonOf } from '../../core/lessons/registry.ts';
import { noProgress } from '../../core/lessons/progress.ts';
import { problemLine } from '../../core/words/problems.ts';
import { Course } from './course.svelte.ts';
import { sheetOf } from './sheet.ts';

let kept: Record<string, unknown>;
let course: Course;
beforeEach(() => {
  kept = {};
  course = new Course();
  course.save = (key, value) => (kept[key] = value);
});
const entryOf = (id: string) => {
  const entry = course.entry(id);
  if (!entry) throw new Error(`no ${id}`);
  return entry;
};
/** The same lab, opened again. */
function reopened(): Course {
  const again = new Course();
  again.restore(structuredClone(kept));
  return again;
}

test('what was done is there again, and gone after a reset', () => {
  const entry = entryOf('forward');
  const progress = { ...noProgress(entry.lesson), seconds: 90, done: ['walk'] };
  course.keep('forward', progress);
  course.opened('forward');
  expect(reopened().progressOf(entry)).toEqual(progress);
  expect(reopened().last).toBe('forward');
  course.reset(entry);
  expect(course.begun(entry)).toBe(false);
  expect(reopened().begun(entry)).toBe(false);
});

test('nonsense that was kept is a clean sheet', () => {
  course.restore({
    'lesson forward': { done: 3 },
    ownLessons: [{ file: 1 }, 'x', { file: 'a', text: '{' }],
    lastLesson: 7,
  });
  expect(course.begun(entryOf('forward'))).toBe(false);
  expect(course.last).toBeNull();
  expect(course.entries.every(({ file }) => file === undefined)).toBe(true);
});

test('a teacher’s lesson stands after the others, is there again, and can be taken off', () => {
  const text = JSON.stringify({ ...lessonOf('slope'), title: 'Find the broken network' });
  const taken = course.add('3b.json', text);
  if (!('entry' in taken)) throw new Error('it is a good one');
  expect(taken.entry).toMatchObject({ number: 'T1', file: '3b.json' });
  expect(reopened().entries.at(-1)?.lesson.title).toBe('Find the broken network');
  course.add('3b.json', text); // once more is the same
  expect(course.entries.filter(({ file }) => file)).toHaveLength(1);
  course.remove(taken.entry);
  expect(reopened().entry(taken.entry.id)).toBeNull();
});

test('what is wrong with a file is said with its place, and nothing of it is kept', () => {
  const taken = course.add('bad.json', JSON.stringify({ ...lessonOf('slope'), minutes: 0 }));
  expect('problems' in taken && taken.problems.map(problemLine)).toEqual([expect.stringContaining('minutes')]);
  expect(kept).toEqual({});
});

test('the sheet to hand in has answers, ticks and numbers', () => {
  const entry = entryOf('forward');
  const progress = {
    ...noProgress(entry.lesson),
    seconds: 300,
    answers: { z1: { given: '1.3', right: true, tries: 2 }, z2: { given: '0.2', right: false, tries: 1 } },
  };
  const sheet = sheetOf(entry, progress);
  expect(sheet).toContain('# 1.1 Forward, by hand');
  expect(sheet).toContain('5 min');
  expect(sheet).toMatch(/- \[x\] .*first hidden unit[\s\S]*1\.300 \(right, tries: 2\)/);
  expect(sheet).toMatch(/- \[ \] .*second[\s\S]*not right yet/);
});
