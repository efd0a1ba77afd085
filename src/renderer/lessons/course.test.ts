import { describe, expect, test } from 'vitest';
import { noProgress, type Progress } from '../../core/lessons/progress.ts';
import { mostOwn } from '../../core/lessons/own.ts';
import { lessonIds, lessonOf } from '../../core/lessons/registry.ts';
import { Course, type Entry } from './course.svelte.ts';

/** A course, and the settings that the lab would have kept of it. */
function made(settings: Record<string, unknown> = {}): { course: Course; kept: Record<string, unknown> } {
  const course = new Course();
  const kept = structuredClone(settings);
  course.restore(kept);
  course.save = (key, value) => {
    kept[key] = JSON.parse(JSON.stringify(value));
  };
  return { course, kept };
}
const forward = lessonOf('forward');
/** A teacher's file. */
const file = (title: string, minutes = forward.minutes): string => JSON.stringify({ ...forward, title, minutes });
const progress: Progress = {
  ...noProgress(forward),
  at: 1000,
  seconds: 90,
  done: ['walk'],
  answers: { z1: { given: '1.3', right: true, tries: 2 } },
  claims: { '0  loss': { got: null, holds: false, run: 3, step: 50 } },
  scenes: { one: { experiment: 4, runs: [7] } },
};
function added(course: Course, name: string, text: string): Entry {
  const result = course.add(name, text);
  if ('problems' in result) throw new Error('a lesson is meant');
  return result.entry;
}
const titles = ({ entries }: Course): string[] =>
  entries.filter((entry) => entry.file !== undefined).map(({ number, lesson }) => `${number} ${lesson.title}`);

test('the lessons of the lecture are there, none of them begun', () => {
  const { course } = made();
  expect(course.entries.map(({ id }) => id)).toEqual(lessonIds);
  expect(course.entries[0]).toMatchObject({ id: 'forward', number: '1.1' });
  for (const entry of course.entries) expect(course.begun(entry)).toBe(false);
  expect(course.last).toBeNull();
  expect(course.entry('constructor')).toBeNull();
});

test('the one before and the one after; none beyond the ends', () => {
  const { course } = made();
  expect(course.beside('forward', 1)?.id).toBe('backward');
  expect(course.beside('backward', -1)?.id).toBe('forward');
  expect(course.beside('forward', -1)).toBeNull();
  expect(course.beside(lessonIds.at(-1) ?? '', 1)).toBeNull();
});

test('what was done is there the next time', () => {
  const { course, kept } = made();
  course.keep('forward', progress);
  course.opened('forward');
  const { course: next } = made(kept);
  const entry = next.entry('forward');
  if (!entry) throw new Error('a lesson is meant');
  expect(next.begun(entry)).toBe(true);
  expect(next.progressOf(entry)).toEqual(progress);
  expect(next.last).toBe('forward');
  const other = next.entry('backward');
  expect(other && next.begun(other)).toBe(false);
});

test('a clean sheet stays clean the next time, and others keep theirs', () => {
  const { course, kept } = made();
  course.keep('forward', progress);
  course.keep('backward', { ...progress, seconds: 5 });
  const [first, second] = course.entries as [Entry, Entry];
  course.reset(first);
  for (const one of [course, made(kept).course]) {
    expect(one.begun(first)).toBe(false);
    expect(one.progressOf(first)).toEqual(noProgress(forward));
    expect(one.progressOf(second).seconds).toBe(5);
  }
});

describe('settings that are not understood are left alone', () => {
  test.each<[string, unknown]>([
    ['a word', 'nonsense'],
    ['null', null],
    ['a list', []],
    ['of a later version', { ...progress, mood: 'good' }],
    ['without times', { ...progress, at: undefined }],
    ['a time that is none', { ...progress, seconds: -1 }],
    ['an answer that is none', { ...progress, answers: { z1: 'yes' } }],
  ])('progress: %s', (_what, value) => {
    const { course } = made({ 'lesson forward': value, 'lesson backward': progress });
    const [first, second] = course.entries as [Entry, Entry];
    expect(course.begun(first)).toBe(false);
    expect(course.progressOf(first)).toEqual(noProgress(forward));
    expect(course.begun(second)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a word', 'nonsense'],
    ['an object', { file: 'a', text: file('A') }],
    ['lists of others', [null, 1, 'a', {}, { file: 'a' }, { file: 1, text: file('A') }, { file: 'a', text: 2 }]],
    [
      'files that are no lessons any more',
      [
        { file: 'a', text: '{' },
        { file: 'b', text: '{"lesson":9}' },
      ],
    ],
  ])('lessons of teachers: %s', (_what, value) => {
    expect(made({ ownLessons: value }).course.entries).toHaveLength(lessonIds.length);
  });

  test('the last lesson', () => {
    expect(made({ lastLesson: 7 }).course.last).toBeNull();
    expect(made({ lastLesson: 'gone' }).course.last).toBe('gone');
  });

  test('one of several files', () => {
    const own = [null, { file: 'a.json', text: file('A') }];
    expect(titles(made({ ownLessons: own }).course)).toEqual(['T1 A']);
  });
});

describe('a teacher’s file', () => {
  test('is a lesson after those of the lecture, now and the next time, with what was done', () => {
    const { course, kept } = made();
    const entry = added(course, 'a.json', file('A'));
    expect(entry).toMatchObject({ number: 'T1', file: 'a.json', lesson: { title: 'A' } });
    expect(course.entries.at(-1)).toEqual(entry);
    expect(course.beside(lessonIds.at(-1) ?? '', 1)?.id).toBe(entry.id);
    course.keep(entry.id, progress);
    const { course: next } = made(kept);
    expect(titles(next)).toEqual(['T1 A']);
    expect(next.progressOf(entry)).toEqual(progress);
  });

  test('opened again is the same lesson, wherever it lies', () => {
    const { course } = made();
    const first = added(course, 'a.json', file('A'));
    course.keep(first.id, progress);
    expect(added(course, 'copy of a.json', file('A')).id).toBe(first.id);
    expect(titles(course)).toEqual(['T1 A']);
    expect(course.progressOf(first)).toEqual(progress);
  });

  test('written anew takes the place of the old', () => {
    const { course } = made();
    added(course, 'a.json', file('A'));
    added(course, 'b.json', file('B'));
    const entry = added(course, 'a.json', file('A', 9));
    expect(titles(course)).toEqual(['T1 B', 'T2 A']);
    expect(entry.lesson.minutes).toBe(9);
    expect(course.begun(entry)).toBe(false);
  });

  test('of the same file name and another title is another lesson, and what was done of the first is kept', () => {
    const { course } = made();
    const first = added(course, 'week1.json', file('A'));
    course.keep(first.id, progress);
    added(course, 'week1.json', file('B'));
    expect(titles(course)).toEqual(['T1 A', 'T2 B']);
    expect(course.progressOf(first)).toEqual(progress);
  });

  test('that is locked is locked still when it was written anew, under another title too', () => {
    const { course, kept } = made();
    course.rule(added(course, 'a.json', file('A')), 'locked');
    const second = added(course, 'a.json', file('A', 9));
    expect(course.ruleOf(second)).toBe('locked');
    const third = course.add('b.json', file('B'), second.id);
    expect(titles(course)).toEqual(['T1 B']);
    expect('entry' in third && made(kept).course.ruleOf(third.entry)).toBe('locked');
    expect(course.ruled).toHaveLength(1);
  });

  test('is refused where there are too many, and none is lost', () => {
    const { course } = made();
    for (let i = 0; i < mostOwn; i++) added(course, `${i}.json`, file(`No. ${i}`));
    expect(course.add('more.json', file('More'))).toMatchObject({ problems: [{ code: 'lessons-full' }] });
    expect(titles(course)).toHaveLength(mostOwn);
  });

  test('that is no lesson says why, and nothing is kept', () => {
    const { course, kept } = made();
    expect(course.add('a.json', '{"lesson":2}')).toMatchObject({ problems: [{ code: 'newer-version', at: 'lesson' }] });
    expect(course.add('a.json', 'a')).toMatchObject({ problems: [{ code: 'not-json' }] });
    expect(course.entries).toHaveLength(lessonIds.length);
    expect(kept).toEqual({});
  });

  test('that is broken does not take the place of one that is not', () => {
    const { course } = made();
    added(course, 'a.json', file('A'));
    course.add('a.json', '{');
    expect(titles(course)).toEqual(['T1 A']);
  });

  test('is taken off the list with what was done, and others stay', () => {
    const { course, kept } = made();
    const a = added(course, 'a.json', file('A'));
    const b = added(course, 'b.json', file('B'));
    for (const { id } of [a, b]) course.keep(id, progress);
    course.remove(a);
    for (const one of [course, made(kept).course]) {
      expect(titles(one)).toEqual(['T1 B']);
      expect(one.entry(a.id)).toBeNull();
      expect(one.progressOf(b)).toEqual(progress);
    }
    expect(made(kept).course.begun(added(course, 'a.json', file('A')))).toBe(false); // a clean sheet
  });
});

test('a lesson that is hidden is not listed, one that is locked is passed over; both keep what was done', () => {
  const { course, kept } = made();
  course.keep('forward', progress);
  const entry = (id: string): Entry => {
    const found = course.entry(id);
    if (!found) throw new Error('a lesson is meant');
    return found;
  };
  const locked: string[] = [];
  course.onlock = (id) => locked.push(id);
  course.rule(entry('forward'), 'hidden');
  course.rule(entry('memory'), 'locked');
  expect(locked).toEqual(['memory']);
  expect(course.listed.map(({ id }) => id)).toEqual(lessonIds.filter((id) => id !== 'forward'));
  expect(course.beside('backward', -1)).toBeNull();
  expect(course.beside('backward', 1)?.id).toBe('slope');
  const { course: next } = made(kept);
  expect(next.hidden.map(({ id }) => id)).toEqual(['forward']);
  expect(next.ruled.map(({ id }) => id)).toEqual(['forward', 'memory']);
  expect(next.begun(entry('forward'))).toBe(true);
  next.revealed = true;
  expect(next.listed).toHaveLength(lessonIds.length);
  next.freeAll();
  expect(next.ruled).toEqual([]);
});

test('the pupil’s name is kept', () => {
  const { course, kept } = made();
  course.call('Mia');
  expect(made(kept).course.pupil).toBe('Mia');
  expect(made({ pupil: 'a\nb' }).course.pupil).toBe('');
});
