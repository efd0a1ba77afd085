import Database from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';

/** Turns SQLite's expected failures into ours; anything else is handed back as it is. The one place where its codes are known
 *  [sqlite.org/rescode.html]. */
export function fromSqlite(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code } = error;
  // the index of the log found no room
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return new LabError('store-full');
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new LabError('store-locked');
  if (code === 'SQLITE_NOTADB') return new LabError('store-foreign', { file: databaseName });
  if (code.startsWith('SQLITE_CANTOPEN')) return unreadable('it cannot be opened');
  if (code.startsWith('SQLITE_READONLY')) return unwritable(m.errors_reason_forbidden());
  // the disk is gone, or answers with errors
  if (code.startsWith('SQLITE_IOERR')) return unwritable(m.errors_reason_io({ code }));
  if (code.startsWith('SQLITE_CORRUPT')) return new LabError('store-damaged', { file: databaseName });
  return error;
}

/** The one file of a data folder. */
export const databaseName = 'goldilocks.db';

const unwritable = (reason: string): LabError => new LabError('store-unwritable', { file: databaseName, reason });
const unreadable = (reason: string): LabError => new LabError('file-unreadable', { file: databaseName, reason });

/** Runs work on the database with its failures turned into ours. @throws LabError store-full, store-locked, … */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromSqlite(error);
  }
}

/** Whether SQLite itself failed, in a way that is no expected failure: as where a page of the file is damaged. */
export const isSqlite = (error: unknown): boolean => error instanceof Database.SqliteError;
