import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { bytesOf } from '../../core/data/data-set.ts';
import { presets } from '../../core/plan/presets.ts';
import { RealLab } from './testing/real-lab.ts';
import { Carried, digestOf, everything, rowsOf, shaOf, storeOf } from './testing/carried.ts';
import { migrate, migrations } from '../store/migrations.ts';
import { Store } from '../store/store.ts';
import type { Amounts } from '../../core/contract/carry.ts';
import { labelKey } from '../carry/carried.ts';
import { contentDigest } from '../carry/digest.ts';
import { exportFile } from '../carry/export.ts';
import { importFile } from '../carry/import.ts';

const timeout = 120_000;

let carried: Carried;
let room: string;
let lab: RealLab;
let file: string;
let amounts: Amounts;

beforeAll(async () => {
  carried = await Carried.make();
  ({ room, lab, file, amounts } = carried);
}, timeout);
afterAll(() => carried.close());

const nothing: Amounts = { experiments: 0, runs: 0, sweeps: 0, dataSets: 0, lessons: 0 };

test('what comes out of a file is what went into it, byte for byte; the file stays as it is', { timeout }, () => {
  expect(amounts).toMatchObject({ runs: 4, sweeps: 1 });
  const before = shaOf(file);
  const folder = carried.emptyFolder();
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
  const folder = carried.emptyFolder();
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
  const folder = carried.emptyFolder();
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
  const folder = carried.emptyFolder();
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
  const pixels = new Uint8Array(3 * 784).map((_, i) => i % 251);
  const labels = Uint8Array.of(0, 1, 0);
  const set = { kind: 'images' as const, rows: 3, classes: ['a', 'b'], pixels, labels, parts: null };
  const bytes = Buffer.from(bytesOf(set));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = carried.emptyFolder();
  const store = new Store(folder);
  store.dataSets.add('rows.csv', bytes);
  store.dataSets.add('another.csv', Buffer.from('that no plan names'));
  store.experiments.create({ ...presets.moons, data: own(sha256) });
  store.close();
  const to = join(room, 'data.goldilocks');
  expect(exportFile(folder, to, everything, '').amounts).toMatchObject({ experiments: 1, dataSets: 1 });
  const other = carried.emptyFolder();
  expect(importFile(other, to).fresh.dataSets).toBe(1);
  expect(rowsOf(storeOf(other), 'SELECT sha256, name, bytes FROM data_sets')).toEqual([{ sha256, name: 'rows.csv', bytes }]); // prettier-ignore
  expect(importFile(other, to).known.dataSets).toBe(1);
});

test('two people of one name get two tags, each the same again', { timeout }, () => {
  const folder = carried.emptyFolder();
  const second = carried.changedFolder(
    "UPDATE runs SET created_at = created_at + 1; DELETE FROM settings WHERE key = 'labId'",
  );
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
    const folder = carried.emptyFolder();
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
