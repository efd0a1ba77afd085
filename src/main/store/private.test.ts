import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUp } from '../keeping/backups.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';

const windows = process.platform === 'win32'; // a mode says nothing there

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'goldilocks-'))));
afterEach(() => rmSync(root, { recursive: true }));

/** What others may do with a file or folder. */
const forOthers = (...path: string[]): number => statSync(join(root, ...path)).mode & 0o077;

test.skipIf(windows)('what others on the computer can read of a new data folder: nothing', async () => {
  const folder = join(root, 'a', 'data');
  const store = new Store(folder);
  store.settings.set('x', 1);
  await backUp(folder, 5, () => undefined);
  expect([forOthers('a'), forOthers('a', 'data'), forOthers('a', 'data', 'backups')]).toEqual([0, 0, 0]);
  const files = readdirSync(folder).filter((name) => name.startsWith(databaseName));
  expect(files.toSorted()).toEqual([databaseName, `${databaseName}-shm`, `${databaseName}-wal`]);
  for (const name of files) expect(forOthers('a', 'data', name), name).toBe(0);
  store.close();
});

test.skipIf(windows)('a folder that is there keeps its mode, and the database is private in it all the same', () => {
  const folder = join(root, 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  new Store(folder).close();
  expect([forOthers('shared'), forOthers('shared', databaseName)]).toEqual([0o055, 0]);
});
