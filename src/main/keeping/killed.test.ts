import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { backUp, backupsIn, backupsOf } from './backups.ts';
import { checkDatabase } from './check.ts';
import type { FromKeeper, Work } from './messages.ts';
import { stagedIn } from './replace.ts';
import { backupFile, stage } from './restore.ts';
import { fill, valuesIn, valuesOf } from './testing/fill.ts';
import { openKilled } from './testing/open-killed.ts';

// Processes that are killed by the system, in the middle of what they do to a data folder of some 30 MB.

let base: string;
/** A folder that is never changed, and what is in it: 30 MB of which 15 are free. */
let template: string;
let whole: string;
let folder: string;
const nothing = (): void => undefined;
const timeout = 120_000;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  template = join(base, 'template');
  fill(template, 600, 6000);
  const store = new Store(template);
  store.runs.delete(1);
  store.close();
  whole = valuesIn(template);
}, timeout);
afterAll(() => rmSync(base, { recursive: true }));

let n = 0;
function fresh(): void {
  folder = join(base, `try-${n++}`);
  cpSync(template, folder, { recursive: true });
}
beforeEach(fresh);

/** Has the real process do something and kills it by SIGKILL when `at` says so. @returns whether it was killed before its end */
async function killed(todo: Work, at: (message: FromKeeper) => number | null): Promise<boolean> {
  const child = fork(join(import.meta.dirname, 'process.ts'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let over = false;
  child.on('message', (message) => {
    const said = message as FromKeeper;
    if (said.type !== 'progress') over = true;
    const wait = over ? 0 : at(said);
    if (wait !== null) setTimeout(() => child.kill('SIGKILL'), wait);
  });
  child.send(todo);
  await once(child, 'exit');
  return !over;
}

/** Files of the folder and of `backups`, but the database and what is beside it while it is used. */
const files = (): string[] =>
  [folder, backupsIn(folder)]
    .flatMap((place) => (existsSync(place) ? readdirSync(place) : []))
    .filter((name) => !/^(goldilocks\.db(-\w+)?|backups|keeping\.lock.*|acknowledged\.bin)$/.test(name));

async function isWhole(values = whole): Promise<void> {
  new Store(folder).close();
  expect(valuesIn(folder)).toBe(values);
  expect(await checkDatabase(folder, nothing)).toMatchObject({ problems: [], damaged: [], dataSets: [] });
}

test(
  'killed while it backs up: the database is whole, no half a backup is one, and the next backup removes it',
  { timeout },
  async () => {
    let inTheMiddle = 0;
    for (const when of [0, 0.3, 0.6, 0.9, 'pages'] as const) {
      const early = await killed({ act: 'backup', folder, kept: 5 }, (message) => {
        if (message.type !== 'progress') return null;
        const { phase, done, of } = message.progress;
        return when === phase || (phase === 'copying' && when !== 'pages' && (done ?? 0) >= when * (of ?? 1))
          ? 0
          : null;
      });
      if (early) inTheMiddle++;
      for (const { name } of backupsOf(folder)) expect(valuesOf(join(backupsIn(folder), name))).toBe(whole);
      await isWhole();
    }
    expect(inTheMiddle).toBeGreaterThan(1);
    const { name } = await backUp(folder, 1, nothing);
    expect(files()).toEqual([name]);
    expect(valuesOf(join(backupsIn(folder), name))).toBe(whole);
  },
);

test('killed while it compacts: the database is whole, and nothing lies beside it', { timeout }, async () => {
  let inTheMiddle = 0;
  for (let wait = 0; wait < 120; wait += 10) {
    fresh();
    if (await killed({ act: 'compact', folder, own: null }, () => wait)) inTheMiddle++;
    await isWhole();
    expect(files()).toEqual([]);
  }
  expect(inTheMiddle).toBeGreaterThan(1);
});

test(
  'killed while it prepares a restore: what is there stays, or what was asked for is done',
  { timeout },
  async () => {
    const { name } = await backUp(folder, 5, nothing);
    const store = new Store(folder);
    store.settings.set('theme', 'dark');
    store.close();
    const changed = valuesIn(folder);
    for (const phase of ['copying', 'pages'] as const) {
      const todo: Work = { act: 'restore', folder, own: null, backup: name };
      expect(
        await killed(todo, (message) => (message.type === 'progress' && message.progress.phase === phase ? 0 : null)),
      ).toBe(true);
      await isWhole(existsSync(stagedIn(folder)) ? whole : changed);
    }
  },
);

test.each([0, 1, 2])(
  'killed before rename %i of a restore: the next start does the rest, and what was there is kept',
  { timeout },
  async (at) => {
    const { name } = await backUp(folder, 5, nothing);
    const store = new Store(folder);
    store.settings.set('theme', 'dark');
    store.close();
    const changed = valuesIn(folder);
    await stage(folder, backupFile(folder, name), null, nothing);
    const was = await openKilled(folder, at);
    expect(was).toBe(at < 2); // that of the database, and that of the copy
    await isWhole();
    const aside = backupsOf(folder).filter(({ kind }) => kind === 'restore');
    expect(aside).toHaveLength(1);
    expect(valuesOf(join(backupsIn(folder), aside[0]?.name ?? ''))).toBe(changed);
    expect(files()).toEqual(expect.arrayContaining([name, aside[0]?.name]));
    expect(files()).toHaveLength(2);
    expect(statSync(join(folder, databaseName)).size).toBeGreaterThan(0);
  },
);
