import {
  mkdtempSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeepingProgress } from '../../core/contract/keeping.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { framesFrom, progressAt } from '../fake-trainer.ts';
import { migrations } from '../store/migrations.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { backUp, backupName, backupsIn, backupsOf, copyOut } from './backups.ts';
import { checkDatabase } from './check.ts';
import { compact } from './compact.ts';
import { diagnosisText, folderLines } from './diagnosis.ts';
import { holding } from './hold.ts';
import { replaceStaged, stagedIn } from './replace.ts';
import { backupFile, stage } from './restore.ts';
import { requireRoom } from './room.ts';
import { fill, valuesIn, valuesOf } from './testing/fill.ts';

let folder: string;
let file: string;
let told: KeepingProgress[];
const tell = (progress: KeepingProgress): void => void told.push(progress);
const backupFiles = (): string[] => readdirSync(backupsIn(folder)).sort();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  file = join(folder, databaseName);
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Does something to the database behind everybody's back. */
function behind<T>(act: (db: Database.Database) => T): T {
  const db = new Database(file);
  try {
    return act(db);
  } finally {
    db.close();
  }
}

/** Overwrites bytes of a file. */
function scribble(at: number, bytes: Uint8Array, path = file): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

test('a backup equals the database value for value, is one file, and the oldest beyond the number go', async () => {
  fill(folder, 300, 3000);
  const { name, bytes } = await backUp(folder, 2, tell);
  expect(valuesOf(join(backupsIn(folder), name))).toBe(valuesIn(folder));
  expect(backupsOf(folder)).toEqual([{ name, kind: 'backup', at: expect.any(Number) as number, bytes }]);
  expect(told.map(({ phase }) => phase)).toContain('copying');
  writeFileSync(join(backupsIn(folder), backupName('update', 5)), ''); // never goes by itself
  const later = [await backUp(folder, 2, tell), await backUp(folder, 2, tell)].map((one) => one.name);
  expect(backupFiles()).toEqual([backupName('update', 5), ...later]);
});

test('a backup made while another writes is the database of one moment, and hinders nobody', async () => {
  fill(folder, 300, 3000);
  const before = valuesIn(folder);
  const store = new Store(folder);
  let batches = 0;
  try {
    const { name } = await backUp(folder, 5, () => {
      store.append(1, 301 + batches, framesFrom(301 + batches, 1), progressAt(301 + batches, 'finished'));
      batches++;
    });
    expect(batches).toBeGreaterThan(1);
    expect(valuesOf(join(backupsIn(folder), name))).toBe(before);
    expect(store.frames.readAfter(1, 300, 1e6).frames).toHaveLength(batches);
  } finally {
    store.close();
  }
});

test('a backup to a file of the person’s never overwrites one', async () => {
  fill(folder, 10, 100);
  const to = join(folder, 'mine.db');
  await copyOut(folder, to, tell);
  expect(valuesOf(to)).toBe(valuesIn(folder));
  await expect(copyOut(folder, to, tell)).rejects.toMatchObject({ code: 'file-unwritable' });
  await expect(copyOut(join(folder, 'none'), join(folder, 'b.db'), tell)).rejects.toMatchObject({
    code: 'file-unreadable',
  });
});

test('what does not fit on the disk is refused before anything is written', () => {
  expect(() => requireRoom(folder, 1e9, 2e9)).not.toThrow();
  expect(() => requireRoom(folder, 1e9, 1e9)).toThrow('keeping-room');
  expect(() => requireRoom(folder, 1e18)).toThrow('keeping-room');
});

test('the check passes what is well, and counts it', async () => {
  fill(folder, 50, 100);
  const report = await checkDatabase(folder, tell);
  expect(report).toEqual({
    frames: 100, damaged: [], more: 0, problems: [], dataSets: [], seconds: expect.any(Number) as number,
  }); // prettier-ignore
});

test('the check names run and step of a frame with a flipped byte, and a data set that is another', async () => {
  const [, run] = fill(folder, 50, 100);
  behind((db) => {
    const bytes = db.prepare('SELECT bytes FROM frames WHERE run = ? AND ordinal = 7').pluck().get(run) as Buffer;
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    db.prepare('UPDATE frames SET bytes = ? WHERE run = ? AND ordinal = 7').run(bytes, run);
    db.prepare("UPDATE data_sets SET bytes = x'00'").run();
  });
  const report = await checkDatabase(folder, tell);
  expect(report).toMatchObject({ problems: [], dataSets: ['points.csv'], frames: 100 });
  expect(report.damaged).toEqual([{ run, name: 'Run 2', ordinal: 7, step: 7, keyframe: false }]);
});

test('the check names a damaged page, and goes on with what can be read', async () => {
  fill(folder, 200, 3000);
  behind((db) => db.pragma('wal_checkpoint(TRUNCATE)'));
  const root = behind((db) =>
    Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'run_notes'").pluck().get()),
  );
  scribble((root - 1) * 4096, new Uint8Array(64).fill(0xff));
  const report = await checkDatabase(folder, tell);
  expect(report.problems.join('\n')).toMatch(new RegExp(`page ${root}\\b`));
  expect(report.frames).toBe(400);
  await expect(backUp(folder, 5, tell)).rejects.toMatchObject({ code: 'keeping-failed' });
  expect(backupFiles()).toEqual([]);
});

test('the check of what is no database is one sentence', async () => {
  writeFileSync(file, 'no database at all, but a text'.repeat(100));
  await expect(checkDatabase(folder, tell)).rejects.toMatchObject({ code: 'store-foreign' });
});

test('compacting gives back what a deleted run left, and changes no value', async () => {
  const [first] = fill(folder, 300, 3000);
  const store = new Store(folder);
  if (first !== undefined) store.runs.delete(first);
  const { free } = store.sizes();
  store.close();
  expect(free).toBeGreaterThan(500_000);
  const before = valuesIn(folder);
  const result = await compact(folder, null, tell);
  expect(result.before - result.after).toBeGreaterThanOrEqual(free);
  expect(statSync(file).size).toBe(result.after);
  expect(valuesIn(folder)).toBe(before);
  expect((await checkDatabase(folder, tell)).problems).toEqual([]);
});

test('compacting and restoring are refused while another lab is open, but that on whose behalf they are done', async () => {
  fill(folder, 10, 100);
  const { name } = await backUp(folder, 5, tell);
  const store = new Store(folder);
  try {
    const own = store.announce();
    await expect(compact(folder, null, tell)).rejects.toMatchObject({ code: 'keeping-others' });
    await expect(stage(folder, backupFile(folder, name), null, tell)).rejects.toMatchObject({ code: 'keeping-others' });
    expect(existsSync(stagedIn(folder))).toBe(false);
    await compact(folder, own, tell);
    await stage(folder, backupFile(folder, 'latest'), own, tell);
    expect(() => replaceStaged(folder)).toThrow('keeping-others'); // it has not closed yet
    expect(existsSync(stagedIn(folder))).toBe(false);
  } finally {
    store.close();
  }
});

test('a backup that is restored equals what was backed up, and what was there is kept', async () => {
  fill(folder, 100, 1000);
  const original = valuesIn(folder);
  const { name } = await backUp(folder, 5, tell);
  const store = new Store(folder);
  store.runs.delete(1);
  store.close();
  const changed = valuesIn(folder);
  expect(changed).not.toBe(original);
  await holding(folder, () => stage(folder, backupFile(folder, name), null, tell));
  expect(valuesIn(folder)).toBe(changed); // not before it is opened
  const again = new Store(folder);
  const { restored } = again;
  again.close();
  expect(valuesIn(folder)).toBe(original);
  const aside = (restored && 'aside' in restored ? restored.aside : null) ?? '';
  expect(valuesOf(join(backupsIn(folder), aside))).toBe(changed);
  expect(backupsOf(folder).map(({ kind }) => kind)).toEqual(['restore', 'backup']);
  // and back to that
  await stage(folder, backupFile(folder, aside), null, tell);
  new Store(folder).close();
  expect(valuesIn(folder)).toBe(changed);
});

test('a database that is none any more is put aside with its log when the folder is opened, and the newest backup restored', async () => {
  fill(folder, 100, 1000);
  const original = valuesIn(folder);
  const { name } = await backUp(folder, 5, tell);
  const rubbish = Buffer.alloc(10_000, 'rubbish ');
  writeFileSync(file, rubbish);
  writeFileSync(`${file}-wal`, 'a log');
  const store = new Store(folder);
  const [notice] = store.notices;
  store.close();
  expect(notice).toMatchObject({ code: 'store-rescued', values: { found: 'damaged', backup: name } });
  const aside = join(folder, String(notice?.values['aside']));
  expect(notice && errorSentence(notice)).toMatch(/^goldilocks\.db is damaged.+ the backup of .+ was restored\./);
  expect(valuesIn(folder)).toBe(original);
  expect(readFileSync(aside).equals(rubbish)).toBe(true);
  expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('a log');
});

test('what is no whole backup is not restored, and nothing has changed', async () => {
  fill(folder, 200, 1000);
  const before = valuesIn(folder);
  const { name } = await backUp(folder, 5, tell);
  const path = join(backupsIn(folder), name);
  scribble(20 * 4096, new Uint8Array(8192).fill(0x5a), path);
  await expect(stage(folder, path, null, tell)).rejects.toMatchObject({ code: 'backup-bad' });
  writeFileSync(path, 'a text');
  await expect(stage(folder, path, null, tell)).rejects.toMatchObject({ code: 'backup-bad' });
  await expect(stage(folder, join(folder, 'none.db'), null, tell)).rejects.toMatchObject({ code: 'backup-bad' });
  const other = new Database(join(folder, 'other.db'));
  other.exec('CREATE TABLE t (a)');
  other.close();
  await expect(stage(folder, join(folder, 'other.db'), null, tell)).rejects.toMatchObject({ code: 'backup-bad' });
  expect(existsSync(stagedIn(folder))).toBe(false);
  new Store(folder).close();
  expect(valuesIn(folder)).toBe(before);
  expect(() => backupFile(join(folder, 'empty'), 'latest')).toThrow('backup-none');
});

test('a database of a newer version is not replaced', async () => {
  fill(folder, 5, 100);
  const { name } = await backUp(folder, 5, tell);
  behind((db) => db.pragma(`user_version = ${migrations.length + 1}`));
  await expect(stage(folder, backupFile(folder, name), null, tell)).rejects.toMatchObject({ code: 'store-newer' });
});

test('before a database of an earlier version is changed, it is kept as it is', () => {
  fill(folder, 20, 100);
  behind((db) => {
    db.exec('DROP TABLE acknowledged');
    const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE name LIKE '%\\_counts\\_%' ESCAPE '\\'");
    for (const name of names.pluck().all()) db.exec(`DROP TRIGGER ${name}`);
    db.pragma(`user_version = ${migrations.length - 1}`);
  });
  const before = valuesIn(folder);
  new Store(folder).close();
  const [kept, ...others] = backupsOf(folder);
  expect([kept?.kind, others]).toEqual(['update', []]);
  expect(valuesOf(join(backupsIn(folder), kept?.name ?? ''))).toBe(before);
  new Store(folder).close(); // it is of the present version now
  expect(backupsOf(folder)).toHaveLength(1);
});

test('one thing at a time, for all processes', async () => {
  fill(folder, 5, 100);
  await holding(folder, async () => {
    await expect(holding(folder, () => Promise.resolve())).rejects.toMatchObject({ code: 'keeping-busy' });
  });
  await holding(folder, () => Promise.resolve());
});

test('the diagnosis says what is well, and of what is not, what to do', async () => {
  expect(folderLines(join(folder, 'none'), null).every(({ remedy }) => remedy === null)).toBe(true);
  fill(folder, 20, 100);
  await backUp(folder, 5, tell);
  const well = folderLines(folder, null);
  expect(well.filter(({ id, remedy }) => remedy !== null && id !== 'room')).toEqual([]);
  expect(diagnosisText(well)).toMatch(/Database +[\d.]+ kB, version \d+, quick check ok/);
  writeFileSync(file, 'a text');
  const bad = folderLines(folder, null).find(({ id }) => id === 'database');
  expect(bad?.remedy).toMatch(/not a/i);
  expect(diagnosisText([{ id: 'x', what: 'X', value: 'gone', remedy: 'Look for it.' }])).toMatch(
    /! X {2}gone\n +→ Look for it\.\nOne thing is wrong\./,
  );
});
