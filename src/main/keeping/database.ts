import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { checkOwnership } from '../store/migrations.ts';
import { databaseName, guarded } from '../store/sqlite-error.ts';

/** SQLite waits this long (ms) for another's transaction: what is done here is done once, in a process of its own. */
const PATIENCE = 10_000;

/** The database of a data folder. */
export const databaseOf = (folder: string): string => join(folder, databaseName);

/** Opens a database that is ours, beside whoever else has it open.
 *  @throws LabError file-unreadable where there is none, store-foreign, store-newer */
export function openDatabase(file: string, how: 'read' | 'write'): Database.Database {
  if (!existsSync(file)) throw new LabError('file-unreadable', { file: basename(file), reason: 'it does not exist' });
  return guarded(() => {
    const db = new Database(file, { readonly: how === 'read', fileMustExist: true, timeout: PATIENCE });
    try {
      checkOwnership(db, basename(file));
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

export const pragma = (db: Database.Database, name: string): number => Number(db.pragma(name, { simple: true }));

/** What SQLite finds wrong with a file; empty where all is well. `quick` leaves indexes unread. */
export function problemsOf(db: Database.Database, how: 'quick' | 'whole'): string[] {
  try {
    const found = db
      .prepare<[], string>(`PRAGMA ${how === 'quick' ? 'quick' : 'integrity'}_check(20)`)
      .pluck()
      .all();
    return found.filter((line) => line !== 'ok');
  } catch (error) {
    if (error instanceof Database.SqliteError) return [error.message];
    throw error;
  }
}

/** What a person would miss, row by row; not who has the folder open, which changes whenever it is opened. */
const WHAT_COUNTS = [
  'SELECT id, updated_at, edit_position, revision FROM experiments ORDER BY id',
  'SELECT id, name, frames, bytes, progress, verified FROM runs ORDER BY id',
  'SELECT run, tag FROM run_tags ORDER BY run, tag',
  'SELECT run, note FROM run_notes ORDER BY run',
  'SELECT id, name, status FROM sweeps ORDER BY id',
  'SELECT id, name, plan FROM presets ORDER BY id',
  'SELECT sha256, name FROM data_sets ORDER BY sha256',
  'SELECT key, value FROM settings ORDER BY key',
];

/** A hash that two databases share where they hold the same; frames count by number and bytes. Databases of an earlier version
 *  share it with none. */
export function contentOf(db: Database.Database): string {
  const hash = createHash('sha256').update(String(pragma(db, 'user_version')));
  try {
    for (const sql of WHAT_COUNTS)
      for (const row of db.prepare(sql).raw().iterate()) hash.update(`${JSON.stringify(row)}\n`);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return `unlike any other: ${error.message}`;
  }
  return hash.digest('hex');
}
