import Database from 'better-sqlite3';
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

/** What SQLite finds wrong with a file, up to 20 lines; empty where all is well. `quick` leaves indexes unread. */
export function problemsOf(db: Database.Database, how: 'quick' | 'whole'): string[] {
  const found: string[] = [];
  try {
    const lines = db.prepare<[], string>(`PRAGMA ${how === 'quick' ? 'quick' : 'integrity'}_check(20)`).pluck();
    for (const line of lines.iterate()) if (line !== 'ok') found.push(line);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    found.push(error.message); // it could not go on; what it found before stands
  }
  return found;
}
