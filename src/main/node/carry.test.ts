import { createHash, randomUUID } from 'node:crypto';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { noProgress } from '../../core/lessons/progress.ts';
import { lessonOf } from '../../core/lessons/registry.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { presets } from '../../core/plan/presets.ts';
import { RealLab } from './testing/real-lab.ts';
import { migrate, migrations } from '../store/migrations.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import type { Amounts } from '../../core/contract/carry.ts';
import { labelKey, labelSchema } from '../carry/carried.ts';
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
    "SELECT * FROM run_tags WHERE tag <> 'Ada'",
    'SELECT run, experiment, standing, step, train, root, path, name_key FROM run_list ORDER BY run',
    'SELECT * FROM run_fields ORDER BY run, field',
    'SELECT run, plan FROM run_texts ORDER BY run',
  ])
    expect(rowsOf(storeOf(folder), sql), sql).toEqual(rowsOf(storeOf(lab.folder), sql));
});

test('taken in twice adds nothing, whatever the runs are called by then', { timeout }, () => {
  const folder = emptyFolder();
  importFile(folder, file);
  const store = new Store(folder);
  store.runs.rename(1, 'Another name');
  store.marks.tag([1], ['seen'], []);
  store.close();
  const before = digestOf(storeOf(folder));
  expect(importFile(folder, file)).toMatchObject({ fresh: nothing, known: amounts, runs: [], tag: 'Ada' });
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
  expect(importFile(folder, nameless, { several: true }).who).toBe('Ben');
  expect(importFile(folder, file, { several: true }).who).toBe('Ada');
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

/** Has another process do something of carry/, with `tell` as its last argument and `kill` to end it in the middle. */
async function inProcess(body: string): Promise<void> {
  const script = join(room, `${randomUUID()}.ts`);
  const carry = (name: string): string => JSON.stringify(join(import.meta.dirname, '..', 'carry', name));
  writeFileSync(
    script,
    `import { importFile } from ${carry('import.ts')}; import { exportFile } from ${carry('export.ts')};
     const kill = (): never => { process.kill(process.pid, 'SIGKILL'); throw new Error('it lives'); };
     ${body}`,
  );
  const child = fork(script, { stdio: 'ignore' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
}

test('killed at any moment it leaves all of a file or nothing, and no copy of it', { timeout }, async () => {
  const folder = emptyFolder();
  const before = digestOf(storeOf(folder));
  const of = JSON.stringify([folder, file]);
  // before anything, while it is checked, and before each of its runs, within the transaction that stores it
  const moments = [`phase === 'checking'`, ...[0, 1, 2, 3].map((n) => `phase === 'storing' && n++ === ${n}`)];
  for (const moment of moments) {
    await inProcess(
      `let n = 0; const [folder, file] = ${of}; importFile(folder, file, {}, (phase) => { if (${moment}) kill(); });`,
    );
    expect(rowsOf(storeOf(folder), 'SELECT * FROM runs'), moment).toEqual([]);
    new Store(folder).close();
    expect(digestOf(storeOf(folder)), moment).toBe(before);
    expect(rowsOf(storeOf(folder), 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  }
  importFile(folder, file);
  const mine = new RegExp(`^goldilocks-carry-(?!${process.pid}-)`);
  // of this process and of others that live
  expect(readdirSync(tmpdir()).filter((name) => mine.test(name) && !isAlive(name))).toEqual([]);
});

const isAlive = (name: string): boolean => existsSync(`/proc/${name.split('-')[2] ?? ''}`);

test('an export that is killed leaves the file before it as it was', { timeout }, async () => {
  const target = join(room, 'twice.goldilocks');
  copyFileSync(file, target);
  const before = shaOf(target);
  const of = JSON.stringify([lab.folder, target]);
  for (const phase of ['writing', 'checking'])
    await inProcess(
      `const [folder, target] = ${of}; exportFile(folder, target, { experiments: [], runs: [] }, '', (phase) => { if (phase === '${phase}') kill(); });`,
    );
  expect(shaOf(target)).toBe(before);
});

/** A store that holds what `file` does, changed by SQL. */
function changedFolder(sql: string): string {
  const folder = emptyFolder();
  importFile(folder, file);
  const db = new Database(storeOf(folder));
  db.exec(sql);
  db.close();
  return folder;
}

describe('what this version cannot read is left out, and named', { timeout }, () => {
  test.each([
    ['a run of an old plan', "UPDATE runs SET plan = '{}' WHERE id = 1", { what: 'runs', name: 'Moons (1)' }],
    ['an experiment of one', 'UPDATE experiments SET plan = \'{"name":"Old"}\'', { what: 'experiments', name: 'Old' }],
    [
      'answers of an old form',
      "INSERT INTO settings VALUES ('lesson depth', '{}')",
      { what: 'lessons', name: 'depth' },
    ],
    ['a sweep of an old form', "UPDATE sweeps SET document = '{}'", { what: 'sweeps', name: 'Rates' }],
  ])('%s', (_what, sql, expected) => {
    const folder = changedFolder(sql);
    const written = exportFile(folder, join(room, 'left.goldilocks'), everything, '');
    expect(written.left).toContainEqual(expected);
    expect(importFile(emptyFolder(), join(room, 'left.goldilocks')).fresh).toEqual(written.amounts);
  });

  test('a frame that is damaged', () => {
    const folder = changedFolder('UPDATE frames SET crc32 = crc32 - 1 WHERE run = 1 AND ordinal = 3');
    expect(exportFile(folder, join(room, 'left.goldilocks'), everything, '').damaged).toBe(1);
    expect(importFile(emptyFolder(), join(room, 'left.goldilocks')).fresh.runs).toBe(amounts.runs);
  });

  test('nothing of a lesson that was begun anew; and answers from a file take their place there', () => {
    const answers = JSON.stringify(noProgress(lessonOf('depth')));
    const given = changedFolder(`INSERT INTO settings VALUES ('lesson depth', '${answers}')`);
    const anew = changedFolder("INSERT INTO settings VALUES ('lesson depth', 'null')");
    const to = join(room, 'answers.goldilocks');
    expect(exportFile(anew, to, everything, '').amounts.lessons).toBe(0);
    expect(exportFile(given, to, everything, '').amounts.lessons).toBe(1);
    expect(importFile(anew, to).fresh.lessons).toBe(1);
    expect(importFile(anew, to).known.lessons).toBe(1);
    const [row] = rowsOf<{ value: string }>(storeOf(anew), "SELECT value FROM settings WHERE key = 'lesson depth'");
    expect(row?.value).toBe(answers);
  });
});

test(
  'a run that trains is in the file as one that was interrupted, a point that can go on as a run alone',
  { timeout },
  () => {
    const live = `UPDATE runs SET progress = json_set(progress, '$.status', 'paused'), lab = 'x' WHERE id = 1;
    UPDATE runs SET outcome = NULL WHERE sweep IS NOT NULL; UPDATE sweeps SET status = 'running'`;
    const folder = changedFolder(live);
    const to = join(room, 'live.goldilocks');
    const point = rowsOf<{ id: number }>(storeOf(folder), 'SELECT id FROM runs WHERE sweep IS NOT NULL')[0]?.id ?? 0;
    const written = exportFile(folder, to, { experiments: [], runs: [1, point] }, '');
    expect(written).toMatchObject({ left: [], amounts: { runs: 2, sweeps: 0 } });
    exportFile(folder, to, { experiments: [rowsOf<{ n: number }>(storeOf(folder), 'SELECT experiment AS n FROM runs')[0]?.n ?? 0], runs: [point] }, ''); // prettier-ignore
    const other = emptyFolder();
    importFile(other, to);
    const rows = rowsOf<{ status: string; sweep: number | null }>(storeOf(other), "SELECT progress ->> '$.status' AS status, sweep FROM runs"); // prettier-ignore
    expect(rows).toContainEqual({ status: 'interrupted', sweep: null });
    expect(rows.every(({ sweep }) => sweep === null)).toBe(true);
    expect(rowsOf(storeOf(other), 'SELECT status, lab FROM sweeps')).toEqual([{ status: 'paused', lab: null }]);
  },
);

/** Pictures of one's own. */
const own = (sha256: string): Plan['data'] => ({
  kind: 'images',
  sha256,
  title: 'rows.csv',
  names: ['a', 'b'],
  train: 2,
  test: 1,
});

test('own data comes along with the plan that names it, once', { timeout }, () => {
  const bytes = Buffer.from('these need not be a data set here');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = emptyFolder();
  const store = new Store(folder);
  store.dataSets.add('rows.csv', bytes);
  store.dataSets.add('another.csv', Buffer.from('that no plan names'));
  store.experiments.create({ ...presets.moons, data: own(sha256) });
  store.close();
  const to = join(room, 'data.goldilocks');
  expect(exportFile(folder, to, everything, '').amounts).toMatchObject({ experiments: 1, dataSets: 1 });
  const other = emptyFolder();
  expect(importFile(other, to).fresh.dataSets).toBe(1);
  expect(rowsOf(storeOf(other), 'SELECT sha256, name, bytes FROM data_sets')).toEqual([{ sha256, name: 'rows.csv', bytes }]); // prettier-ignore
  expect(importFile(other, to).known.dataSets).toBe(1);
});

test('two people of one name get two tags, each the same again', { timeout }, () => {
  const folder = emptyFolder();
  const second = changedFolder("UPDATE runs SET created_at = created_at + 1; DELETE FROM settings WHERE key = 'labId'");
  const other = join(room, 'other.goldilocks');
  exportFile(second, other, everything, 'Ada');
  expect(importFile(folder, file).tag).toBe('Ada');
  expect(importFile(folder, other).tag).toBe('Ada 2');
  expect(importFile(folder, file).tag).toBe('Ada');
  expect(importFile(second, other).tag).toBe(''); // one's own
});

test(
  'a file of an earlier version is brought to this one, one of a later is refused and left alone',
  { timeout },
  () => {
    const older = join(room, 'older.goldilocks');
    writeFileSync(older, olderFile(9));
    const folder = emptyFolder();
    expect(importFile(folder, older).fresh.runs).toBe(amounts.runs - 2); // without the sweep's
    const newer = join(room, 'newer.goldilocks');
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(migrations.length + 1, 60);
    writeFileSync(newer, bytes);
    const before = shaOf(newer);
    expect(() => importFile(folder, newer)).toThrow(
      new LabError('file-bad', {
        file: 'newer.goldilocks',
        place: 'its version',
        expected: `at most ${migrations.length}: it is from a later Goldilocks, which reads it`,
      }),
    );
    expect(shaOf(newer)).toBe(before);
  },
);

/** What `file` holds, as an earlier version would have written it. */
function olderFile(version: number): Buffer {
  const path = join(room, 'making.db');
  rmSync(path, { force: true });
  const db = new Database(path);
  migrate(db, migrations.slice(0, version));
  db.pragma('foreign_keys = OFF');
  db.exec(`ATTACH '${file}' AS newer`);
  for (const table of ['experiments', 'edits', 'runs', 'frames', 'asked_frames', 'run_tags', 'run_notes']) {
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table).join(', ');
    const some = table === 'runs' ? 'WHERE sweep IS NULL' : table === 'frames' ? 'WHERE run IN (SELECT id FROM main.runs)' : ''; // prettier-ignore
    db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newer.${table} ${some}`);
  }
  db.exec('DETACH newer');
  const label = { version: 1, name: '', lab: randomUUID(), at: 0, sha256: contentDigest(db) };
  db.prepare('INSERT INTO settings VALUES (?, ?)').run(labelKey, JSON.stringify(label));
  db.exec('VACUUM');
  db.close();
  return readFileSync(path);
}

test('by the window: out in parts, in again in parts, told to all, and called off', { timeout }, async () => {
  const other = new RealLab();
  try {
    const { value } = await lab.client.call('carryOut', { experiments: [], runs: [1], name: 'Ada' });
    expect(value).toMatchObject({ left: [], amounts: { runs: 1 } });
    const { payload } = await lab.client.call('carriedPart', { at: 0 });
    const bytes = payload.subarray(0, value.bytes);
    await lab.client.call('endCarry', {});
    await expect(lab.client.call('carriedPart', { at: 0 })).rejects.toThrow('request-invalid');
    const bring = async (): Promise<void> => {
      await other.client.call('carryIn', { file: 'ada.goldilocks', size: bytes.length });
      const half = bytes.length >> 1;
      await other.client.call('carryPart', { at: 0, size: half }, bytes.slice(0, half));
      await other.client.call('carryPart', { at: half, size: bytes.length - half }, bytes.slice(half));
    };
    await bring();
    const first = other.client.call('takeIn', { several: false });
    await other.client.call('endCarry', {});
    await expect(first).rejects.toThrow('carry-failed');
    await bring();
    const taken = (await other.client.call('takeIn', { several: false })).value;
    expect(taken).toMatchObject({ file: 'ada.goldilocks', who: 'Ada', tag: 'Ada', fresh: { runs: 1 } });
    expect(await other.until((event) => (event.type === 'taken' ? event.taken : undefined))).toEqual(taken);
    await expect(other.client.call('takeIn', { several: false })).rejects.toThrow('request-invalid');
    await other.client.call('carryIn', { file: 'x', size: 3 });
    await other.client.call('carryPart', { at: 0, size: 3 }, Buffer.from('abc'));
    await expect(other.client.call('takeIn', { several: false })).rejects.toThrow('file-bad');
  } finally {
    await other.close();
  }
});
