import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** How labs on one data folder know of each other.
 *
 *  Several processes may write at once (a window and `lab run`): SQLite orders their transactions. What must not happen is
 *  that one takes another's live runs for abandoned. A process number in a table cannot tell, numbers are reused; so every
 *  lab holds the lock of a small file of its own for as long as it lives. The operating system drops that lock with the
 *  process, also on kill -9 or a power cut. Node has no file locks, SQLite has (fcntl, LockFileEx): the file is an empty
 *  database in an exclusive transaction that never ends. */
export class Presence {
  readonly id = randomUUID();
  private readonly folder: string;
  private readonly lock: Database.Database;

  constructor(folder: string) {
    this.folder = folder;
    let lock: Database.Database | undefined;
    try {
      lock = new Database(lockFile(folder, this.id), { timeout: 0 });
      lock.exec('BEGIN EXCLUSIVE');
      this.lock = lock;
    } catch (error) {
      lock?.close();
      forget(folder, this.id); // nobody knows of it, so nobody else would remove it
      throw error;
    }
  }

  /** Lets go of the lock and removes the file. */
  close(): void {
    this.lock.close();
    forget(this.folder, this.id);
  }
}

const lockFile = (folder: string, id: string): string => join(folder, `lab-${id}.lock`);

/** Whether the lab with this id still runs. */
export function isPresent(folder: string, id: string): boolean {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(lockFile(folder, id), { timeout: 0, fileMustExist: true });
    lock.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (error) {
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
  } finally {
    lock?.close();
  }
}

/** Removes the file of a lab that is gone, and what SQLite has beside it where a failing disk did not let it tidy up. */
export function forget(folder: string, id: string): void {
  for (const end of ['', '-journal']) rmSync(`${lockFile(folder, id)}${end}`, { force: true });
}
