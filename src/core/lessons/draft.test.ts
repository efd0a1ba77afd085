import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { draftSchema, kindOf, proposed, textOf } from './draft.ts';
import { holds } from './measure.ts';
import { parseLesson } from './parse.ts';
import { lessonIds, lessonOf } from './registry.ts';
import type { Lesson } from './schema.ts';

const folder = new URL('../../../examples/', import.meta.url);
const examples = readdirSync(folder).filter((name) => name.endsWith('.lesson.json'));
const all: [string, Lesson][] = [
  ...lessonIds.map((id): [string, Lesson] => [id, lessonOf(id)]),
  ...examples.map((name): [string, Lesson] => {
    const { lesson } = parseLesson(readFileSync(new URL(name, folder), 'utf8'));
    if (!lesson) throw new Error(`${name} is a lesson`);
    return [name, lesson];
  }),
];

test('there are examples', () => expect(examples.length).toBeGreaterThan(0));

test.each(all)('%s is kept as a draft, and comes out of the form as it went in', (_name, lesson) => {
  const kept = draftSchema.parse(JSON.parse(JSON.stringify(lesson)));
  expect(kept).toEqual(lesson);
  const text = textOf(kept);
  expect(parseLesson(text)).toEqual({ lesson, problems: [] });
  expect(textOf(parseLesson(text).lesson as Lesson)).toBe(text); // the same bytes whatever came first
});

test('what is not finished is kept as well; what is no lesson is not', () => {
  const lesson = lessonOf('forward');
  const begun = { ...lesson, title: '', steps: [{ kind: 'do', id: '', says: '', done: '' }], claims: [] };
  expect(draftSchema.safeParse(begun).success).toBe(true);
  expect(parseLesson(textOf(draftSchema.parse(begun))).problems.length).toBeGreaterThan(0);
  expect(draftSchema.safeParse({ ...lesson, steps: [{ kind: 'run' }] }).success).toBe(false);
  expect(draftSchema.safeParse(null).success).toBe(false);
});

test('keys have one order, whatever was written first', () => {
  const { lesson: version, ...rest } = lessonOf('forward');
  expect(textOf({ ...rest, lesson: version }).startsWith('{\n  "lesson": 1,\n  "title"')).toBe(true);
});

describe('what a number is proposed to be', () => {
  test.each([
    [0.0374, { below: 0.057 }],
    [12.34, { above: 6.1 }],
    [-3.2, { above: -4.8 }],
    [0, { below: 0.5 }],
    [NaN, { below: 0.5 }],
    [1234, { above: 610 }],
  ])('%d', (value, want) => expect(proposed(value)).toEqual(want));

  test.each(['below', 'above', 'near', 'between'] as const)('%s is so for the number itself', (kind) => {
    for (const value of [0, 1, -1, 0.000_123, 98_765, -0.4, 3.14159]) {
      const want = proposed(value, kind);
      expect(kindOf(want)).toBe(kind);
      expect(holds(want, value), `${value}`).toBe(true);
    }
  });
});
