import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import { reasonOf } from '../reasons.ts';
import { sha256Of } from '../store/data-sets.ts';
import { intact } from '../store/frames.ts';
import { migrate } from '../store/migrations.ts';
import { databaseName, guarded } from '../store/sqlite-error.ts';
import { none, FORMAT, labelKey, type Label, type Selection, type Written } from './carried.ts';
import { checkCopy } from './check.ts';
import { contentDigest } from './digest.ts';
import { checkHeader } from './opened.ts';
import { insertRow, isLesson } from './tables.ts';

type Row = Record<string, unknown>;

/** Writes experiments and runs of a data folder into one file, whole or not at all, and checks it as taking it in would.
 *  @param folder one whose store is at the newest version @param name whose it is
 *  @throws LabError experiment-unknown, run-unknown, file-unwritable, file-bad, store-locked */
export function exportFile(folder: string, file: string, selection: Selection, name: string): Written {
  if (existsSync(file)) checkHeader(file, basename(file)); // nothing else is written over, least of all the store itself
  const part = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    const source = guarded(() => new Database(join(folder, databaseName), { readonly: true, timeout: 5000 }));
    let written: Written;
    try {
      const to = createPart(part, file);
      try {
        written = guarded(() => source.transaction(() => fill(source, to, selection))());
        const label: Label = { version: FORMAT, name, at: Date.now(), sha256: contentDigest(to) };
        insertRow(to, 'settings', { key: labelKey, value: JSON.stringify(label) });
        to.exec('VACUUM');
      } finally {
        to.close();
      }
    } finally {
      source.close();
    }
    checkCopy(part, basename(file)).db.close();
    finish(part, file);
    return { ...written, bytes: statSync(file).size };
  } finally {
    rmSync(part, { force: true });
    rmSync(`${part}-journal`, { force: true });
  }
}

function createPart(part: string, file: string): Database.Database {
  try {
    closeSync(openSync(part, 'wx'));
  } catch (error) {
    throw new LabError('file-unwritable', { file, reason: reasonOf(error, 'write') });
  }
  const db = new Database(part);
  db.pragma('synchronous = OFF'); // it is nobody's before it is whole
  migrate(db);
  db.pragma('foreign_keys = OFF');
  return db;
}

function finish(part: string, file: string): void {
  try {
    const descriptor = openSync(part, 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(part, file);
  } catch (error) {
    throw new LabError('file-unwritable', { file, reason: reasonOf(error, 'write') });
  }
}

/** Copies what is selected, as it stands at one moment. */
function fill(from: Database.Database, to: Database.Database, { experiments, runs }: Selection): Written {
  const { ids, whole, kept } = selected(from, { experiments, runs });
  const amounts = { ...none(), experiments: kept.length, runs: ids.length };
  const texts: string[] = [];
  let damaged = 0;
  const of = (table: string, column: string, id: number): Row[] =>
    from.prepare<[number], Row>(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY 1, 2`).all(id);
  const copy = (table: string, row: Row): void => {
    insertRow(to, table, row);
    for (const value of Object.values(row)) if (typeof value === 'string') texts.push(...(value.match(HEX) ?? []));
  };
  to.transaction(() => {
    for (const id of kept) {
      for (const row of of('experiments', 'id', id)) copy('experiments', row);
      for (const row of of('edits', 'experiment', id)) copy('edits', row);
    }
    const sweeps = new Set<unknown>();
    for (const id of whole) {
      for (const row of of('sweeps', 'experiment', id)) {
        copy('sweeps', { ...row, lab: null, status: row['status'] === 'running' ? 'paused' : row['status'] });
        sweeps.add(row['id']);
      }
    }
    amounts.sweeps = sweeps.size;
    for (const id of ids) {
      for (const row of of('runs', 'id', id)) {
        const inSweep = sweeps.has(row['sweep']);
        copy('runs', {
          ...row,
          lab: '',
          progress: ended(String(row['progress'])),
          ...(!inSweep && { sweep: null, point: null, outcome: null, metrics: null }),
        });
      }
      const frames = from.prepare<[number], Row & { crc32: number; bytes: Uint8Array }>(
        'SELECT * FROM frames WHERE run = ? ORDER BY ordinal',
      );
      for (const row of frames.iterate(id)) {
        if (intact(row)) insertRow(to, 'frames', row);
        else damaged++;
      }
      for (const table of ['asked_frames', 'run_tags', 'run_notes'])
        for (const row of of(table, 'run', id)) copy(table, row);
    }
    for (const row of from.prepare<[], { key: string; value: string }>('SELECT * FROM settings').all()) {
      if (!isLesson(row.key)) continue;
      insertRow(to, 'settings', row);
      amounts.lessons++;
    }
    for (const sha256 of new Set(texts)) {
      const row = from
        .prepare<[string], Row & { bytes: Uint8Array }>('SELECT * FROM data_sets WHERE sha256 = ?')
        .get(sha256);
      if (!row || sha256Of(row.bytes) !== sha256) continue;
      insertRow(to, 'data_sets', row);
      amounts.dataSets++;
    }
  })();
  return { bytes: 0, amounts, damaged };
}

const HEX = /[0-9a-f]{64}/g;

/** A run that is in a file goes on nowhere. */
function ended(text: string): string {
  const progress = JSON.parse(text) as { status: string };
  if (progress.status !== 'running' && progress.status !== 'paused') return text;
  return JSON.stringify({ ...progress, status: 'interrupted', speed: 0 });
}

/** The runs to be written; the experiments that go whole; and all experiments whose documents go along.
 *  @throws LabError experiment-unknown, run-unknown */
function selected(
  db: Database.Database,
  { experiments, runs }: Selection,
): { ids: number[]; whole: number[]; kept: number[] } {
  const there = new Set(db.prepare<[], number>('SELECT id FROM experiments').pluck().all());
  const all = db
    .prepare<[], { id: number; experiment: number; half: number }>(
      `SELECT id, experiment, sweep IS NOT NULL AND outcome IS NULL AS half FROM runs
       WHERE id NOT IN (SELECT run FROM run_list WHERE deleted_at IS NOT NULL) ORDER BY id`,
    )
    .all();
  for (const experiment of experiments)
    if (!there.has(experiment)) throw new LabError('experiment-unknown', { experiment });
  for (const run of runs) if (!all.some(({ id }) => id === run)) throw new LabError('run-unknown', { run });
  const everything = experiments.length === 0 && runs.length === 0;
  const inFull = new Set(everything ? [...there, ...all.map(({ experiment }) => experiment)] : experiments);
  const alone = new Set(runs);
  const chosen = all.filter(({ id, experiment, half }) => alone.has(id) || (inFull.has(experiment) && half === 0));
  const of = new Set([...inFull, ...chosen.map(({ experiment }) => experiment)]);
  const kept = [...of].filter((id) => there.has(id)).sort((a, b) => a - b);
  return { ids: chosen.map(({ id }) => id), whole: [...inFull].sort((a, b) => a - b), kept };
}
