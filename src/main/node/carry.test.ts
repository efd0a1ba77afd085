import { createHash } from 'node:crypto';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import { RealLab } from './testing/real-lab.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { labelKey, labelSchema, type Amounts } from '../carry/carried.ts';
import { checkCopy } from '../carry/check.ts';
import { contentDigest } from '../carry/digest.ts';
import { exportFile } from '../carry/export.ts';
import { importFile } from '../carry/import.ts';

const everything = { experiments: [], runs: [] };
const nothing: Amounts = { experiments: 0, runs: 0, sweeps: 0, dataSets: 0, lessons: 0 };
const timeout = 120_000;

let room: string;
let lab: RealLab;
/** A run with a note, its branch with a tag, and a sweep of two points; and what is known of the file. */
let file: string;
let amounts: Amounts;

const shaOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A folder with an empty store. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(room, 'folder-'));
  new Store(folder).close();
  return folder;
}

/** All rows of a table of a file or a folder's store. */
function rowsOf<T = Record<string, unknown>>(path: string, sql: string): T[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}
const storeOf = (folder: string): string => join(folder, databaseName);
/** What a store holds. */
const digestOf = (path: string): string => {
  const db = new Database(path, { readonly: true });
  try {
    return contentDigest(db);
  } finally {
    db.close();
  }
};

beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  lab = new RealLab();
  const short = { ...presets.moons, length: { steps: 30 } };
  const { value } = await lab.client.call('createExperiment', { plan: short });
  const start = await lab.client.call('start', { experiment: value.id, plan: short, speed: null, paused: false });
  const run = await lab.ended(start.value.info.id);
  await lab.client.call('noteRun', { run: run.id, note: 'a **note**' });
  const branch = await lab.branch(run.id, 12);
  await lab.client.call('tagRuns', { runs: [branch.id], add: ['mine'], remove: [] });
  const axes = [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.01, 0.05] } }];
  const sweep = { name: 'Rates', plan: short, axes, record: 'small' as const };
  await lab.client.call('createSweep', { experiment: value.id, sweep, paused: false, processes: 1 });
  await lab.until((event) => (event.type === 'sweep' && event.info.status === 'finished' ? event : undefined));
  file = join(room, 'ada.goldilocks');
  ({ amounts } = exportFile(lab.folder, file, everything, 'Ada'));
}, timeout);
afterAll(async () => {
  await lab.close();
  rmSync(room, { recursive: true });
});

test('what comes out of a file is what went into it, byte for byte; the file stays as it is', { timeout }, () => {
  expect(amounts).toMatchObject({ runs: 4, sweeps: 1 });
  const before = shaOf(file);
  const folder = emptyFolder();
  const taken = importFile(folder, file);
  expect(taken).toMatchObject({ who: 'Ada', fresh: amounts, known: nothing });
  expect(shaOf(file)).toBe(before);
  expect(readdirSync(room).filter((name) => name.startsWith('ada'))).toEqual(['ada.goldilocks']);
  for (const sql of [
    'SELECT f.* FROM frames f ORDER BY run, ordinal',
    'SELECT name, created_at, steps, frames, bytes, progress, layout, cadence, plan, differs, wrote, point, outcome, metrics FROM runs ORDER BY id',
    'SELECT plan, updated_at, edit_position, revision FROM experiments ORDER BY id',
    'SELECT name, created_at, status, total, document FROM sweeps',
    'SELECT * FROM run_notes',
    'SELECT * FROM run_tags',
    'SELECT run, experiment, standing, step, train, root, path, name_key FROM run_list ORDER BY run',
    'SELECT * FROM run_fields ORDER BY run, field',
    'SELECT * FROM run_texts ORDER BY run',
  ])
    expect(rowsOf(storeOf(folder), sql), sql).toEqual(rowsOf(storeOf(lab.folder), sql));
  const again = join(room, 'again.goldilocks');
  exportFile(folder, again, everything, 'Ada');
  expect(digestOf(again)).toBe(digestOf(file));
});

test('taken in twice adds nothing, whatever the runs are called by then', { timeout }, () => {
  const folder = emptyFolder();
  importFile(folder, file);
  const store = new Store(folder);
  store.runs.rename(1, 'Another name');
  store.marks.tag([1], ['seen'], []);
  store.close();
  const before = digestOf(storeOf(folder));
  expect(importFile(folder, file, true)).toMatchObject({ fresh: nothing, known: amounts, runs: [] });
  expect(digestOf(storeOf(folder))).toBe(before);
});

test('a run alone: its number is another, and its parent is nobody', { timeout }, () => {
  const alone = join(room, 'alone.goldilocks');
  expect(exportFile(lab.folder, alone, { experiments: [], runs: [2] }, '').amounts.runs).toBe(1);
  const folder = emptyFolder();
  const [run] = importFile(folder, alone).runs;
  const [row] = rowsOf<{ id: number; parent: string }>(storeOf(folder), 'SELECT id, parent FROM runs');
  const { run: parent } = JSON.parse(row?.parent ?? '') as { run: number };
  expect(row?.id).toBe(run);
  expect(parent).not.toBe(run);
  // no run that comes later is taken for its parent
  expect(importFile(folder, file).runs).not.toContain(parent);
});

test('several people are told apart', { timeout }, () => {
  const nameless = join(room, 'Ben.goldilocks');
  exportFile(lab.folder, nameless, { experiments: [], runs: [1] }, '');
  const folder = emptyFolder();
  expect(importFile(folder, nameless, true).who).toBe('Ben');
  expect(importFile(folder, file, true).who).toBe('Ada');
  const tags = rowsOf<{ tag: string; n: number }>(
    storeOf(folder),
    'SELECT tag, count(*) AS n FROM run_tags GROUP BY tag',
  );
  expect(tags).toEqual([{ tag: 'Ada', n: 3 }, { tag: 'Ben', n: 1 }, { tag: 'mine', n: 1 }]); // prettier-ignore
});

test('a run of a file is reproduced where it was taken to', { timeout }, async () => {
  const other = new RealLab();
  try {
    const [run = 0] = importFile(other.folder, file).runs;
    expect(await other.verify(run)).toMatchObject({ outcome: { kind: 'exact' } });
  } finally {
    await other.close();
  }
});

test('nothing but a file of ours is written over', () => {
  const plan = join(room, 'plan.goldilocks');
  writeFileSync(plan, '{}');
  expect(() => exportFile(lab.folder, plan, everything, '')).toThrow(LabError);
  expect(() => exportFile(lab.folder, storeOf(lab.folder), everything, '')).toThrow(LabError);
  expect(readFileSync(plan, 'utf8')).toBe('{}');
  expect(existsSync(storeOf(lab.folder))).toBe(true);
});

/** Deterministic numbers from 0 to below n. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** @returns the digest of what was accepted, null where it was refused by one of our errors */
function tried(path: string): string | null {
  try {
    const { db } = checkCopy(path, 'x');
    try {
      return contentDigest(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}

describe('a file that was changed', { timeout: 300_000 }, () => {
  test('in its bytes: refused, or of the same rows', () => {
    const bytes = readFileSync(file);
    const digest = digestOf(file);
    const below = numbers(7);
    const copy = join(room, 'mutated.db');
    let refused = 0;
    for (let i = 0; i < 500; i++) {
      let mutated = Buffer.from(bytes);
      const at = below(i % 5 === 0 ? 128 : mutated.length);
      if (i % 10 === 9) mutated = mutated.subarray(0, at);
      else mutated[at] = (mutated[at] ?? 0) ^ (1 << below(8));
      writeFileSync(copy, mutated);
      const found = tried(copy);
      if (found === null) refused++;
      else expect(found, `mutation ${i} at ${at}`).toBe(digest);
    }
    // the others hit what no page uses: most tables fill a small part of their one page
    expect(refused).toBeGreaterThan(100);
  });

  test.each([
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END'],
    ['a view', 'CREATE VIEW v AS SELECT 1'],
    ['a table', 'CREATE TABLE t (x)'],
    ['a column', 'ALTER TABLE runs ADD COLUMN x TEXT'],
    ['a missing index', 'DROP INDEX runs_newest'],
    ['no plan', "UPDATE runs SET plan = '{}'"],
    ['a plan that is no JSON', "UPDATE experiments SET plan = 'x'"],
    ['a live run', "UPDATE runs SET progress = json_set(progress, '$.status', 'running')"],
    ['a property that is not ours', "UPDATE runs SET progress = json_set(progress, '$.x', 1)"],
    ['a run that is its own parent', "UPDATE runs SET parent = json_set(parent, '$.run', id) WHERE parent IS NOT NULL"],
    ['a sweep that runs', "UPDATE sweeps SET status = 'running'"],
    ['a point beyond its sweep', 'UPDATE runs SET point = point + 100 WHERE sweep IS NOT NULL'],
    ['a setting', "INSERT INTO settings VALUES ('theme', '1')"],
    ['a row of a list', "INSERT INTO run_texts VALUES (1, '', '')"],
    ['a lab', "INSERT INTO labs VALUES ('x')"],
    ['a frame of another step', 'UPDATE frames SET step = step + 1 WHERE ordinal = 3'],
    ['a frame with a wrong sum', 'UPDATE frames SET crc32 = crc32 - 1 WHERE ordinal = 3'],
    ['a frame that is none', "UPDATE frames SET bytes = x'00' WHERE ordinal = 3"],
    ['a frame beyond the last', 'UPDATE frames SET ordinal = ordinal + 100000'],
    ['a frame of nobody', 'UPDATE frames SET run = 999 WHERE ordinal = 3 AND run = 1'],
    ['a tag with a control', 'INSERT INTO run_tags VALUES (1, char(7))'],
    ['data under another sum', "INSERT INTO data_sets VALUES (printf('%064d', 0), 'x', 1, x'00')"],
  ])('signed anew, with %s: refused', (_what, sql) => {
    const copy = join(room, 'signed.db');
    copyFileSync(file, copy);
    const db = new Database(copy);
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(labelKey) ?? '';
    const label = { ...labelSchema.parse(JSON.parse(text)), sha256: contentDigest(db) };
    db.prepare('UPDATE settings SET value = ? WHERE key = ?').run(JSON.stringify(label), labelKey);
    db.close();
    expect(tried(copy)).toBeNull();
  });

  test('signed anew and otherwise sound: taken', () => {
    const copy = join(room, 'signed.db');
    copyFileSync(file, copy);
    expect(tried(copy)).toBe(digestOf(file));
  });
});

test('a process that is killed while it takes a file in leaves all of it or nothing', { timeout }, async () => {
  const script = join(room, 'take.ts');
  const of = JSON.stringify(join(import.meta.dirname, '..', 'carry', 'import.ts'));
  writeFileSync(
    script,
    `import { importFile } from ${of}; process.send?.('ready'); importFile(process.argv[2] ?? '', process.argv[3] ?? ''); process.send?.('done');`,
  );
  for (const wait of [5, 20, 40, 60, 80, 100, 130, 160, 200, 400]) {
    const folder = emptyFolder();
    const child = fork(script, [folder, file]);
    await once(child, 'message');
    const killed = setTimeout(() => child.kill('SIGKILL'), wait);
    await once(child, 'exit');
    clearTimeout(killed);
    new Store(folder).close();
    const [row] = rowsOf<{ n: number }>(storeOf(folder), 'SELECT count(*) AS n FROM runs');
    expect([0, amounts.runs]).toContain(row?.n);
    expect(rowsOf(storeOf(folder), 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  }
});
