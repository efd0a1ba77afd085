import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answersOf, classLimits } from '../../core/lessons/answers.ts';
import type { ClassTable } from '../../core/lessons/class.ts';
import { noProgress } from '../../core/lessons/progress.ts';
import { lessonOf } from '../../core/lessons/registry.ts';
import { printClass } from './answers-command.ts';

let folder: string;
let out: string[];
let err: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  out = [];
  err = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => out.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => err.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const lesson = lessonOf('backward');
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
function handedIn(pupil: string, given: string): string {
  const progress = { ...noProgress(lesson), answers: { w12: { given, right: false, tries: 1 } } };
  const answers = answersOf({ id: 'backward', number: '1.2', lesson }, progress, pupil);
  return file(`${pupil.replace(/\W/g, '')}.answers.json`, JSON.stringify(answers));
}

test('a class is a table; what is none of it is a sentence on stderr', async () => {
  const files = [
    handedIn('Mia', '0.864'),
    handedIn('Ben', '0.8641'),
    file('half.answers.json', '{"answers":1,"na'),
    file('plan.json', '{"goldilocks":1}'),
    file('large.answers.json', ' '.repeat(classLimits.bytes + 1)),
    join(folder, 'gone.answers.json'),
  ];
  expect(await printClass(files, 'text')).toBe(0);
  expect(out[0]).toBe(`1.2 ${lesson.title}`);
  expect(out[1]).toMatch(/^Name +min +1 +2[\s\S]*\nBen +0[\s\S]*\nMia +0[\s\S]*\nof all/);
  expect(out.join('\n')).toMatch(/wrong: 0\.864 \(2\); 2 answered/);
  expect(err).toHaveLength(4);
  expect(err.join('\n')).toMatch(/half.*damaged[\s\S]*plan\.json holds no answers[\s\S]*large.*1 MB[\s\S]*gone/);
});

test('as JSON, and as CSV in which no cell is a formula', async () => {
  const files = [handedIn('=cmd()', '-3')];
  expect(await printClass(files, 'json')).toBe(0);
  expect(JSON.parse(out[0] ?? '') as ClassTable[]).toMatchObject([{ number: '1.2', rows: [{ name: '=cmd()' }] }]);
  out = [];
  expect(await printClass(files, 'csv')).toBe(0);
  expect(out.filter((row) => row.includes('cmd'))[0]).toMatch(/^"'=cmd\(\)",cmd\.answers\.json,0/);
});

test('where no file could be read, that is an exit code', async () => {
  expect(await printClass([file('x.json', '[]')], 'text')).toBe(1);
});
