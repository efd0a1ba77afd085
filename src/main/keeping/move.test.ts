import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabError } from '../../core/errors.ts';
import { folderNamed, MOVED } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { backUp, backupsOf } from './backups.ts';
import { LEFT, move } from './move.ts';
import { fill, valuesOf } from './testing/fill.ts';

const silent = (): void => undefined;
let room: string;
let from: string;
let to: string;
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  from = join(room, 'from');
  to = join(room, 'a stick', 'to');
  mkdirSync(from);
  fill(from, 50, 200);
});
afterEach(() => rmSync(room, { recursive: true }));

test('everything is at the other place, and whoever names the old one is led there', async () => {
  await backUp(from, 5, silent);
  writeFileSync(join(from, 'errors.log'), 'kept');
  mkdirSync(join(from, 'window'));
  const before = valuesOf(join(from, databaseName));
  const { left } = await move(from, to, silent);
  expect(valuesOf(join(to, databaseName))).toBe(before);
  expect(valuesOf(left)).toBe(before); // nothing is deleted
  expect(backupsOf(to)).toHaveLength(1);
  expect(existsSync(join(to, 'errors.log'))).toBe(true);
  expect(existsSync(join(to, 'window'))).toBe(false);
  expect(folderNamed(from)).toBe(to);
  new Store(folderNamed(from)).close();
});

test('it is found after a second move as well', async () => {
  const third = join(room, 'third');
  await move(from, to, silent);
  await move(folderNamed(from), third, silent);
  expect(folderNamed(from)).toBe(third);
});

test('what somebody stores meanwhile is not left behind: nothing is moved then', async () => {
  let once = true;
  const storing = (): void => {
    if (once) fill(from, 1, 200);
    once = false;
  };
  await expect(move(from, to, storing)).rejects.toMatchObject({ code: 'keeping-others' });
  expect(readdirSync(to)).toEqual([]);
  expect(folderNamed(from)).toBe(from);
});

test('where the place is gone no empty folder is made', async () => {
  await move(from, to, silent);
  renameSync(to, `${to} gone`);
  expect(() => folderNamed(from)).toThrow(expect.objectContaining({ code: 'folder-unusable' }) as LabError);
  expect(existsSync(to)).toBe(false);
  renameSync(`${to} gone`, to);
  expect(folderNamed(from)).toBe(to);
});

test('nothing is moved onto something else, into itself, or while a lab is open', async () => {
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'mine.txt'), 'mine');
  await expect(move(from, to, silent)).rejects.toMatchObject({ code: 'folder-unusable' });
  await expect(move(from, join(from, 'within'), silent)).rejects.toMatchObject({ code: 'folder-unusable' });
  const store = new Store(from);
  store.announce();
  await expect(move(from, join(room, 'other'), silent)).rejects.toMatchObject({ code: 'keeping-others' });
  store.close();
  expect(readdirSync(to)).toEqual(['mine.txt']);
  expect(folderNamed(from)).toBe(from);
});

test('the note counts only where the database is gone: ended between the two, the old folder is as it was', async () => {
  writeFileSync(join(from, MOVED), to);
  expect(folderNamed(from)).toBe(from);
  await move(from, to, silent);
  expect(existsSync(join(from, LEFT))).toBe(true);
});
