import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { framesFrom, progressAt } from '../fake-trainer.ts';
import type { Unsaved } from '../recorder.ts';
import { newRun } from '../run-record.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { backUp } from './backups.ts';
import { lastMove, sayWhere, takeElsewhere } from './elsewhere.ts';
import { LEFT } from './move.ts';
import { fill } from './testing/fill.ts';

// A folder whose database cannot be read any more. With a lab and real disks: node/elsewhere.test.ts, node/failing-folder.faults.ts.

let base: string;
let from: string;
let to: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  from = join(base, 'from');
  to = join(base, 'to');
  fill(from, 5, 100);
});
afterEach(() => rmSync(base, { recursive: true }));

/** Two frames of a run that waited to be stored. */
const waiting = (run: number): Unsaved[] => [
  { run, first: 5, batches: [{ frames: framesFrom(5, 2, 100), progress: progressAt(6) }] },
];

/** Opens the folder, spoils it, and goes elsewhere. @returns what the lab that opens there is told */
async function gone(spoil: () => void, run = 1): Promise<unknown> {
  const store = new Store(from);
  spoil();
  const before = readFileSync(join(from, databaseName));
  await takeElsewhere(store, waiting(run), from, to);
  store.close();
  sayWhere(from, to);
  if (existsSync(join(from, databaseName))) expect(readFileSync(join(from, databaseName)).equals(before)).toBe(true);
  const there = new Store(to);
  const last = lastMove(there);
  expect(lastMove(there)).toBeNull(); // it is told once
  there.close();
  return last;
}
const told = { left: null, missing: [] };
/** Beyond the first page, so that it can still be seen whose it is. */
const damage = (): void =>
  writeFileSync(join(from, databaseName), readFileSync(join(from, databaseName)).fill(7, 4096));

test('what waited is stored behind what was there, and the old folder leads to the new one', async () => {
  expect(await gone(() => undefined)).toEqual({
    ...told,
    ...{ from, left: join(from, LEFT), has: 'all', saved: 2, lost: 0 },
  });
  const store = new Store(to);
  expect(store.runs.info(1)).toMatchObject({ frames: 7, progress: { status: 'interrupted', step: 6 } });
  expect(store.frames.readAfter(1, -1, 1e6)).toMatchObject({ damaged: [], frames: { length: 7 } });
  store.close();
});

test('a database that is damaged stays where it is, to the byte: elsewhere it begins empty, and that is said', async () => {
  expect(await gone(damage)).toEqual({ ...told, from, has: 'nothing', saved: 0, lost: 2 });
  const store = new Store(to);
  expect(store.experiments.all()).toEqual([]);
  store.close();
});

test('of one with a backup, that is opened; frames that do not follow the ones it has are not put behind them', async () => {
  await backUp(from, 1, () => undefined);
  const store = new Store(from);
  const run = store.runs.create(store.announce(), newRun(1, presets.moons, false)).id;
  store.close();
  expect(await gone(damage, run)).toEqual({ ...told, from, has: 'backup', saved: 0, lost: 2 });
  const there = new Store(to);
  expect(there.runs.info(1).frames).toBe(5);
  there.close();
});

test('what cannot be copied beside the database is named', async () => {
  symlinkSync('nowhere', join(from, 'link'));
  expect(await gone(() => undefined)).toMatchObject({ has: 'all', missing: ['link (it does not exist)'] });
});

test('a place that somebody puts something in meanwhile: all is taken away again but that', async () => {
  const store = new Store(from);
  const taken = takeElsewhere(store, waiting(1), from, to);
  mkdirSync(join(to, databaseName)); // where the database was to be
  writeFileSync(join(to, 'letter.txt'), 'mine');
  await expect(taken).rejects.toMatchObject({ code: 'folder-unusable' });
  expect(readdirSync(to)).toEqual(['letter.txt']);
  expect(store.runs.info(1).frames).toBe(5);
  store.close();
});

test('what was moved away before stays: the next takes another name', async () => {
  writeFileSync(join(from, LEFT), 'of an earlier move');
  expect(await gone(() => undefined)).toMatchObject({ left: join(from, 'goldilocks-moved-2.db') });
  expect(readFileSync(join(from, LEFT), 'utf8')).toBe('of an earlier move');
});
