import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';

/** Does something to a data folder that only one process may do at a time, such as backing it up. Held by a lock as in
 *  store/presence.ts: the system drops it with the process. @throws LabError keeping-busy where another holds it */
export async function holding<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = locked(folder, 0);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

/** The same at once, waiting a while for another. @throws LabError keeping-busy, folder-unusable */
export function holdingNow<T>(folder: string, work: () => T): T {
  const lock = locked(folder, PATIENCE);
  try {
    return work();
  } finally {
    lock.close();
  }
}

/** SQLite waits this long (ms) for who holds it. */
const PATIENCE = 5000;

function locked(folder: string, timeout: number): Database.Database {
  if (!existsSync(folder)) throw new LabError('folder-unusable', { folder, reason: m.errors_reason_missing() });
  const lock = new Database(join(folder, 'keeping.lock'), { timeout });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new LabError('keeping-busy');
    throw error;
  }
}
