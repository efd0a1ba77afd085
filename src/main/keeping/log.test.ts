import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { lastErrors, logBug, logError, logEvent, logged, logOf } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what happened stands in a file that its owner alone reads, one entry after the other', async () => {
  logEvent(folder, 'opened');
  logError(folder, new LabError('store-full'));
  logBug(folder, new Error('boom'));
  await logged();
  const lines = readFileSync(logOf(folder), 'utf8').split('\n');
  const sentence = errorSentence(new LabError('store-full'));
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\S+Z info opened$/);
  expect(lines[1]?.endsWith(`Z error store-full: ${sentence}`)).toBe(true);
  expect(lines[2]).toMatch(/Z error bug: Error: boom$/);
  expect(lines[3]).toMatch(/^ {2}.*at .*log\.test\.ts/);
  expect(lastErrors(folder, 5).map((error) => error.sentence)).toEqual([sentence, 'Error: boom']);
  expect(lastErrors(folder, 1)).toHaveLength(1);
  if (process.platform !== 'win32') expect(statSync(logOf(folder)).mode & 0o777).toBe(0o600);
});

test('logs are put aside and the oldest go: a folder never has more than some megabytes of them', async () => {
  const long = 'x'.repeat(50_000);
  for (let n = 0; n < 100; n++) logEvent(folder, `${n} ${long}`);
  await logged();
  const logs = readdirSync(join(folder, 'logs'));
  expect(logs.sort()).toEqual(['goldilocks.1.log', 'goldilocks.2.log', 'goldilocks.3.log', 'goldilocks.log']);
  const bytes = logs.reduce((sum, name) => sum + statSync(join(folder, 'logs', name)).size, 0);
  expect(bytes).toBeLessThan(2.5e6);
  expect(readFileSync(logOf(folder), 'utf8')).toContain('99 x');
});

test('where nothing can be written nothing is said, and a folder that is gone is not made', async () => {
  rmSync(folder, { recursive: true });
  logEvent(folder, 'opened');
  await logged();
  expect(existsSync(folder)).toBe(false);
  expect(lastErrors(folder, 3)).toEqual([]);
});
