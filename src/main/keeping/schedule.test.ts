import { expect, test } from 'vitest';
import { isDue, scheduleOf } from './schedule.ts';

const HOUR = 3_600_000;

test('what the settings say, and what is meant where they say nothing that could be', () => {
  expect(scheduleOf({})).toEqual({ kept: 5, every: 'day' });
  expect(scheduleOf({ backupsKept: 2, backupEvery: 'week' })).toEqual({ kept: 2, every: 'week' });
  expect(scheduleOf({ backupsKept: 1e9, backupEvery: 'off' })).toEqual({ kept: 100, every: 'off' });
  expect(scheduleOf({ backupsKept: 0, backupEvery: 'hour' })).toEqual({ kept: 5, every: 'day' });
});

test('a backup is due when the last is old enough, never where none is wanted', () => {
  const now = 1e12;
  expect(isDue('day', now - 25 * HOUR, now)).toBe(true);
  expect(isDue('day', now - 23 * HOUR, now)).toBe(false);
  expect(isDue('week', now - 25 * HOUR, now)).toBe(false);
  expect(isDue('week', now - 169 * HOUR, now)).toBe(true);
  expect(isDue('day', -Infinity, now)).toBe(true);
  expect(isDue('off', now - 25 * HOUR, now)).toBe(false);
  expect(isDue('day', now + 48 * HOUR, now)).toBe(true); // the clock was wrong
});
