import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';

/** Looks whether the folder's file system locks files: some network drives do not. SQLite takes a refusal (ENOLCK) for a lock that
 *  another program holds, and would be waited for; so this asks for the lock of a file that nobody else can know.
 *  What else may be wrong with the folder is left to whoever opens the database.
 *  @throws LabError folder-unusable */
export function checkLocks(folder: string): void {
  const file = join(folder, `lab-${randomUUID()}.lock`);
  let lock: Database.Database | undefined;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : '';
    if (code.startsWith('SQLITE_BUSY') || isUnshared(error)) throw withoutLocks(folder);
  } finally {
    lock?.close();
    for (const end of ['', '-journal']) removed(`${file}${end}`);
  }
}

/** Where there can be no such file, as below another file, there is none to remove. */
function removed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // it is empty, and what is wrong with the folder is told by who opens it
  }
}

/** Whether SQLite failed since processes cannot share a file there: neither lock it nor have a part of it in memory together, which
 *  its log needs [sqlite.org/wal.html, 2.1]. */
export const isUnshared = (error: unknown): boolean =>
  error instanceof Database.SqliteError &&
  /^SQLITE_IOERR_(LOCK|RDLOCK|UNLOCK|CHECKRESERVEDLOCK|SHMMAP|SHMLOCK)/.test(error.code);

export const withoutLocks = (folder: string): LabError =>
  new LabError('folder-unusable', { folder, reason: m.errors_reason_locks() });
