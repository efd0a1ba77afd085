import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../../core/errors.ts';
import { PlainError, UsageError } from '../terminal.ts';
import { changeRules, lessonsOf, lessonToOpen, type RuleChanges } from './rules-command.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'goldilocks-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const data = (): string => join(folder, 'data');
function changed(changes: Partial<RuleChanges>): object {
  changeRules(data(), { hide: [], lock: [], show: [], ...changes });
  return lessonsOf(data()).rules;
}

test('lessons are hidden, locked and shown for a lab, which is made for that', () => {
  expect(lessonsOf(data()).rules).toEqual({});
  expect(existsSync(data())).toBe(false); // looking makes no lab
  expect(changed({ hide: ['dropout'], lock: ['2.1,2.2'] })).toEqual({
    dropout: 'hidden',
    slope: 'locked',
    depth: 'locked',
  });
  expect(changed({ show: ['slope'] })).toEqual({ dropout: 'hidden', depth: 'locked' });
  expect(changed({ show: ['all'], lock: ['4.1'] })).toEqual({ generalization: 'locked' });
  expect(() => changed({ hide: ['nothing'] })).toThrow(UsageError);
  expect(lessonsOf(data()).rules).toEqual({ generalization: 'locked' });
});

test('a start opens a lesson by its id or number, or puts a file into the lab', async () => {
  expect(await lessonToOpen(data(), '2.2')).toBe('depth');
  await expect(lessonToOpen(data(), 'nothing')).rejects.toThrow(UsageError);
  const example = join(import.meta.dirname, '../../../../examples/first-network.lesson.json');
  const id = await lessonToOpen(data(), example);
  const { title } = JSON.parse(readFileSync(example, 'utf8')) as { title: string };
  expect(lessonsOf(data()).lessons.at(-1)).toMatchObject({ id, number: 'T1', lesson: { title } });
  expect(await lessonToOpen(data(), 't1')).toBe(id);
  expect(await lessonToOpen(data(), example)).toBe(id);
  expect(lessonsOf(data()).lessons.filter(({ file }) => file !== undefined)).toHaveLength(1);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  await expect(lessonToOpen(data(), file('plan.json', '{"goldilocks":1}'))).rejects.toThrow(PlainError);
  await expect(lessonToOpen(data(), file('bad.json', '{"lesson":1}'))).rejects.toThrow(LabError);
});
