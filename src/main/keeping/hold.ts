import Database from 'better-sqlite3';
import { join } from 'node:path';
import { LabError } from '../../core/errors.ts';

/** Does something to a data folder that only one process may do at a time, such as backing it up. Held by a lock as in
 *  store/presence.ts: the system drops it with the process. @throws LabError keeping-busy where another holds it */
export async function holding<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = new Database(join(folder, 'keeping.lock'), { timeout: 0 });
  try {
    try {
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
        throw new LabError('keeping-busy');
      throw error;
    }
    return await work();
  } finally {
    lock.close();
  }
}
