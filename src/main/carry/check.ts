import type { Database } from 'better-sqlite3';
import Sqlite from 'better-sqlite3';
import { readJson } from '../../core/plan/parse.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { migrate, migrations } from '../store/migrations.ts';
import { isSqlite } from '../store/sqlite-error.ts';
import { labelKey, labelSchema, toNobody, type Label, type Tell } from './carried.ts';
import { contentDigest } from './digest.ts';
import { bad, checkHeader, checkSchema, openGuarded } from './opened.ts';
import * as sound from './sound.ts';
import { emptyTables, isLesson } from './tables.ts';

/** Checks a private copy of a file, every row of it. One of an earlier version is brought to this one, which changes the copy.
 *  @param file its name, for sentences @returns it opened, to be read and closed @throws LabError file-bad */
export function checkCopy(path: string, file: string, tell: Tell = toNobody): { db: Database; label: Label } {
  const version = checkHeader(path, file);
  let db = openGuarded(path);
  try {
    checkSchema(db, version, file);
    const label = labelOf(db, file);
    const frames = countOf(db, 'frames');
    let seen = 0;
    // two passes over all rows, of which frames are nearly all
    const step = (from: number): void => {
      if (++seen % 64 === 0) tell('checking', from + Math.min(seen / (2 * frames), 0.5));
    };
    if (contentDigest(db, () => step(0)) !== label.sha256) throw bad(file, 'its checksum', 'the rows that were written'); // prettier-ignore
    if (version < migrations.length) {
      db.close();
      const older = new Sqlite(path);
      try {
        migrate(older);
      } finally {
        older.close();
      }
      db = openGuarded(path);
    }
    seen = 0;
    checkRows(db, file, () => step(0.5));
    return { db, label };
  } catch (error) {
    db.close();
    if (isSqlite(error)) throw bad(file, 'its pages', 'an undamaged database');
    throw error;
  }
}

const countOf = (db: Database, table: string): number =>
  Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());

function labelOf(db: Database, file: string): Label {
  const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(labelKey);
  const read = readJson(text ?? '');
  const label = 'problem' in read ? undefined : labelSchema.safeParse(read.document).data;
  if (!label) throw bad(file, 'its label', 'what Goldilocks writes there');
  return label;
}

function checkRows(db: Database, file: string, step: () => void): void {
  const each = (table: string, faultOf: (row: unknown) => sound.Fault): void => {
    let n = 0;
    for (const row of db.prepare<[]>(`SELECT * FROM ${table} ORDER BY 1, 2`).iterate()) {
      n++;
      const fault = faultOf(row);
      if (fault === null) continue;
      throw bad(file, [`${table}, row ${n}`, fault].filter(Boolean).join(', '), 'what Goldilocks writes there');
    }
  };
  for (const table of emptyTables) if (countOf(db, table) > 0) throw bad(file, table, 'no rows');
  for (const { key, value } of db.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings').all())
    if (key !== labelKey && (!isLesson(key) || sound.lessonFault(value) !== null))
      throw bad(file, `settings, ${key.slice(0, 60)}`, 'the answers of a lesson');
  each('experiments', sound.experimentFault);
  each('edits', sound.editFault);
  each('sweeps', sound.sweepFault);
  each('data_sets', sound.dataSetFault);
  const points = new Map(db.prepare<[], [number, number]>('SELECT id, total FROM sweeps').raw().all());
  each('runs', (row) => sound.runFault(row, (sweep) => points.get(sweep)));
  // every run is sound now, so that its layout can be read
  const runs = db.prepare<[], { id: number; frames: number; layout: string }>('SELECT id, frames, layout FROM runs');
  for (const { id, frames, layout: text } of runs.all()) {
    const layout = JSON.parse(text) as Layout;
    for (const row of db.prepare<[number], { ordinal: number }>('SELECT * FROM frames WHERE run = ?').iterate(id)) {
      const fault = sound.frameFault(row, layout, frames);
      if (fault !== null) throw bad(file, `run ${id}, frame ${row.ordinal}, ${fault}`, 'a frame of its layout');
      step();
    }
  }
  each('asked_frames', sound.askedFault);
  each('run_tags', sound.tagFault);
  each('run_notes', sound.noteFault);
}
