import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { frameAt, progressAt } from '../fake-trainer.ts';
import { backupsIn, backupsOf } from '../keeping/backups.ts';
import { newRun } from '../run-record.ts';
import { checkOwnership, migrate, migrations } from './migrations.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  file = join(folder, databaseName);
});
afterEach(() => rmSync(folder, { recursive: true }));

const FRAMES = 4;
const insert = (db: Database.Database, table: string, row: Record<string, unknown>): void => {
  const columns = Object.keys(row);
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((c) => `@${c}`).join(', ')})`).run(
    row,
  );
};

/** A database as a program of that version left it: two runs with frames, an experiment, a setting, and what that version had new. */
function made(version: number): void {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  migrate(db, migrations.slice(0, version));
  insert(db, 'settings', { key: 'theme', value: '"dark"' });
  insert(db, 'experiments', { id: 1, plan: JSON.stringify(presets.moons), updated_at: 5 });
  const { info, plan, layout, cadence } = newRun(1, presets.moons, false);
  for (const id of [1, 2]) {
    const { steps, architecture, activation, data, init } = info;
    insert(db, 'runs', {
      ...{
        id,
        experiment: 1,
        lab: 'gone',
        name: `Old ${id}`,
        created_at: id,
        steps,
        architecture,
        activation,
        data,
        init,
      },
      ...{ frames: FRAMES, bytes: FRAMES * frameAt(0).length },
      progress: JSON.stringify(progressAt(FRAMES - 1, 'finished')),
      ...{ layout: JSON.stringify(layout), cadence: JSON.stringify(cadence), plan: JSON.stringify(plan) },
    });
    for (let ordinal = 0; ordinal < FRAMES; ordinal++) {
      const bytes = frameAt(ordinal);
      insert(db, 'frames', { run: id, ordinal, step: ordinal, kind: 'frame', crc32: crc32(bytes), bytes });
    }
  }
  const change = (sql: string): void => void db.exec(sql);
  if (version >= 2)
    db.prepare('UPDATE runs SET parent = ? WHERE id = 2').run(
      JSON.stringify({ run: 1, name: 'Old 1', step: 2, changes: [] }),
    );
  if (version >= 3) {
    insert(db, 'edits', { experiment: 1, position: 0, key: 'a', label: '', delta: '{"set":{},"unset":[]}' });
    insert(db, 'presets', { name: 'Mine', plan: JSON.stringify(presets.moons) });
  }
  if (version >= 4) change("UPDATE experiments SET revision = 'r1'");
  if (version >= 5) change("UPDATE runs SET differs = '[]'");
  if (version >= 6) insert(db, 'asked_frames', { run: 1, ordinal: 2 });
  if (version >= 8) {
    const sweep = { id: 1, experiment: 1, name: 'S', created_at: 9, status: 'paused', processes: 1, total: 1 };
    insert(db, 'sweeps', { ...sweep, document: '{}' });
  }
  if (version >= 9) {
    insert(db, 'run_tags', { run: 1, tag: 'kept' });
    insert(db, 'run_notes', { run: 1, note: 'a note' });
  }
  if (version >= 10) insert(db, 'data_sets', { sha256: 'ab', name: 'a.csv', created_at: 3, bytes: Buffer.from('abc') });
  db.close();
}

/** The rows of the tables that a version had, without the columns that came later. */
function rowsOf(path: string, like: Map<string, string[]>): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return [...like].map(([table, columns]) => [
      table,
      db
        .prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY 1, 2`)
        .raw()
        .all(),
    ]);
  } finally {
    db.close();
  }
}
/** But those that follow from others, or count. */
function columnsOf(path: string): Map<string, string[]> {
  const db = new Database(path, { readonly: true });
  try {
    const tables = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('labs', 'run_list', 'run_fields', 'run_texts', 'acknowledged')",
      )
      .pluck()
      .all();
    const names = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck();
    return new Map(tables.map((table) => [table, names.all(table)]));
  } finally {
    db.close();
  }
}

const versions = migrations.map((_, i) => i + 1);

test.each(versions)('a store of version %i is copied first, and then has every row it had', (version) => {
  made(version);
  const columns = columnsOf(file);
  const before = rowsOf(file, columns);
  const store = new Store(folder);
  try {
    expect(store.notices).toEqual([]);
    expect(store.settings.all()).toEqual({ theme: 'dark' });
    expect(store.experiments.history(1).plan).toEqual(presets.moons);
    for (const run of [1, 2]) {
      expect(store.runs.detail(run)).toMatchObject({
        info: { name: `Old ${run}`, frames: FRAMES },
        plan: presets.moons,
      });
      const { frames, damaged } = store.frames.readAfter(run, -1, 1e9);
      expect(damaged).toEqual([]);
      expect(frames.map(({ bytes }) => Buffer.from(bytes))).toEqual(
        Array.from({ length: FRAMES }, (_, i) => Buffer.from(frameAt(i))),
      );
    }
  } finally {
    store.close();
  }
  expect(rowsOf(file, columns)).toEqual(before);
  const kept = backupsOf(folder);
  expect(kept.map(({ kind }) => kind)).toEqual(version < migrations.length ? ['update'] : []);
  for (const { name } of kept) expect(rowsOf(join(backupsIn(folder), name), columns)).toEqual(before);
});

test.each(versions.slice(1))('the program before version %i refuses it, and changes nothing', (version) => {
  made(version);
  const before = readFileSync(file);
  const db = new Database(file, { readonly: true });
  expect(() => checkOwnership(db, databaseName, version - 1)).toThrow('store-newer');
  checkOwnership(db, databaseName, version);
  db.close();
  expect(readFileSync(file).equals(before)).toBe(true);
});
