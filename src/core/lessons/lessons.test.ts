import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemLine } from '../words/problems.ts';
import { parseLesson } from './parse.ts';
import { lessonIds, lessonOf, numberOfLesson, parts } from './registry.ts';

describe.each(lessonIds)('the lesson %s', (id) => {
  test('is what a teacher could open', () => {
    const text = readFileSync(new URL(`${id}.json`, import.meta.url), 'utf8');
    const { lesson, problems } = parseLesson(text);
    expect(problems.map(problemLine)).toEqual([]);
    expect(lesson).toEqual(lessonOf(id));
  });
  test('has its place in one part, and a number', () => {
    expect(parts.filter(({ lessons }) => lessons.includes(id))).toHaveLength(1);
    expect(numberOfLesson(id)).toMatch(/^\d\.\d$/);
  });
  test('asks for a prediction before a comparison is played', () => {
    const { scenes, steps } = lessonOf(id);
    const compares = scenes.some(({ columns }) => columns.length > 1);
    if (compares) expect(steps.some(({ kind }) => kind === 'predict')).toBe(true);
  });
});
