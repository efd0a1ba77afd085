import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorSentence } from '../../core/words/errors.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { backUp, backupsIn } from './backups.ts';
import { rescueIn } from './replace.ts';
import { fill, valuesIn, valuesOf } from './testing/fill.ts';
import { openKilled } from './testing/open-killed.ts';

// A rescue of a damaged database that does not come to its end.

const timeout = 120_000;
const tell = (): void => undefined;
const rubbish = Buffer.alloc(10_000, 'rubbish ');
/** The damaged database, and its log. */
const damage: Readonly<Record<string, Buffer>> = { '': rubbish, '-wal': Buffer.from('a log') };

let folder: string;
let file: string;
/** What was there when the backup was made. */
let original: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  file = join(folder, databaseName);
  fill(folder, 20, 300);
  original = valuesIn(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

function spoil(): void {
  for (const [end, bytes] of Object.entries(damage)) writeFileSync(`${file}${end}`, bytes);
  writeFileSync(`${file}-shm`, ''); // an index of the log, which whoever opens it makes anew
}

/** Opens the folder, whose database is then rescued. @returns where the damaged one is, by its one sentence */
function rescued(backup: string): string {
  const store = new Store(folder);
  const [notice, ...others] = store.notices;
  store.close();
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ code: 'store-rescued', values: { found: 'damaged', backup } });
  expect(notice && errorSentence(notice)).toMatch(
    /^goldilocks\.db is damaged and could not be opened, .+ The damaged file is kept as \S+, [^.]+\.$/,
  );
  return join(folder, String(notice?.values['aside']));
}

const all = (): string[] =>
  [folder, backupsIn(folder)]
    .flatMap((place) => (existsSync(place) ? readdirSync(place) : []))
    .filter((name) => !/^(goldilocks\.db(-\w+)?|backups|keeping\.lock.*|acknowledged\.bin|logs)$/.test(name));

/** What stays of a rescue, beside the backup: the damaged files alone, each with its bytes. */
function isKept(aside: string): void {
  for (const [end, bytes] of Object.entries(damage)) expect(readFileSync(`${aside}${end}`).equals(bytes)).toBe(true);
  expect(all().filter((name) => !/^goldilocks-.+\.db$/.test(name))).toHaveLength(3);
}

// renamed are: the copy, to wait; the database, its log and its index; the copy, to its place
test.each(['copying', 0, 1, 2, 3, 4, 5] as const)(
  'killed at %s of its renames: the next start does the rest, and says so once',
  { timeout },
  async (at) => {
    const { name } = await backUp(folder, 5, tell);
    const backup = readFileSync(join(backupsIn(folder), name));
    spoil();
    expect(await openKilled(folder, at)).toBe(at !== 5);
    if (at !== 5) isKept(rescued(name));
    expect(valuesIn(folder)).toBe(original);
    expect(existsSync(rescueIn(folder))).toBe(false);
    expect(readFileSync(join(backupsIn(folder), name)).equals(backup)).toBe(true);
    const store = new Store(folder);
    expect(store.notices).toEqual([]);
    store.close();
  },
);

test('killed three times over, it is done by the fourth start', { timeout }, async () => {
  const { name } = await backUp(folder, 5, tell);
  spoil();
  for (const at of [1, 2, 2] as const) expect(await openKilled(folder, at)).toBe(true);
  isKept(rescued(name));
  expect(valuesIn(folder)).toBe(original);
});

test('without a backup an empty database takes its place, killed before or not', { timeout }, async () => {
  spoil();
  expect(await openKilled(folder, 2)).toBe(true);
  isKept(rescued(''));
  const db = new Database(file, { readonly: true });
  expect(db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0);
  db.close();
});

test('without room for the backup nothing is changed, and it is done when there is room', async () => {
  const { name, bytes } = await backUp(folder, 5, tell);
  const backup = join(backupsIn(folder), name);
  truncateSync(backup, 2 ** 43); // takes no room itself
  spoil();
  const before = all();
  expect(() => new Store(folder)).toThrow('keeping-room');
  for (const [end, was] of Object.entries(damage)) expect(readFileSync(`${file}${end}`).equals(was)).toBe(true);
  expect(all()).toEqual(before);
  truncateSync(backup, bytes);
  isKept(rescued(name));
  expect(valuesIn(folder)).toBe(original);
});

test('what a killed one has begun is not read into the copy of another backup', async () => {
  const { name } = await backUp(folder, 5, tell);
  const part = `${rescueIn(folder)}.part`;
  const other = new Database(part);
  other.pragma('cache_size = 1'); // what does not fit is written before the transaction is over
  other.exec('CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(100000)); BEGIN; UPDATE t SET a = randomblob(100000)');
  copyFileSync(`${part}-journal`, join(folder, 'journal'));
  other.close();
  copyFileSync(join(folder, 'journal'), `${part}-journal`);
  rmSync(join(folder, 'journal'));
  spoil();
  isKept(rescued(name));
  expect(valuesIn(folder)).toBe(original);
  expect(valuesOf(join(backupsIn(folder), name))).toBe(original);
});
