import Database from 'better-sqlite3';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { reasonOf } from '../reasons.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { backupName, backupsIn } from './backups.ts';

/** A checked copy of a backup that waits to take the database's place. */
export const stagedIn = (folder: string): string => join(folder, 'restore.db');
/** What waits to take the place of a database that cannot be opened (rescue.ts). */
export const rescueIn = (folder: string): string => join(folder, 'rescue.db');

/** SQLite waits this long (ms) for another to close the database. */
const PATIENCE = 1000;

/** Lets the copy that restore.ts has staged take the database's place; nothing where there is none. What is there is renamed into
 *  `backups` with its log, and is never deleted. Whoever is to open the database calls this first: ended between two renames,
 *  the next start does the rest, since each of them is done only where it is not done yet and the names follow from the copy.
 *  @returns the file that has what was there until now, if anything was; null where nothing was restored
 *  @throws LabError keeping-others where another has the database open: then nothing is restored, now or later;
 *  folder-unusable where the folder does not let it be renamed: then nothing may be opened, and the next start goes on */
export function replaceStaged(folder: string): { aside: string | null } | null {
  return replaceWith(stagedIn(folder), folder, 'restore', (file) => {
    if (!isOpen(file)) return;
    rmSync(stagedIn(folder), { force: true });
    throw new LabError('keeping-others');
  });
}

/** The same of what rescue.ts has staged: what is there is damaged, and is renamed as it is, to `damaged-….db`. */
export const replaceDamaged = (folder: string): { aside: string | null } | null =>
  replaceWith(rescueIn(folder), folder, 'damaged', () => undefined);

function replaceWith(
  staged: string,
  folder: string,
  kind: 'restore' | 'damaged',
  refuse: (file: string) => void,
): { aside: string | null } | null {
  const found = statSync(staged, { throwIfNoEntry: false });
  if (!found) return null;
  const file = join(folder, databaseName);
  const name = backupName(kind, Math.round(found.mtimeMs)); // what sets that time again does so to about a millisecond
  const aside = join(backupsIn(folder), name);
  mkdirSync(backupsIn(folder), { recursive: true, mode: 0o700 });
  if (existsSync(file)) {
    if (existsSync(aside)) return null; // another process has just done all of it
    refuse(file);
    rename(file, aside);
  }
  // a log of what was there must not be read into what comes
  for (const end of ['-wal', '-shm']) if (existsSync(`${file}${end}`)) rename(`${file}${end}`, `${aside}${end}`);
  rename(staged, file);
  return { aside: ['', '-wal'].some((end) => existsSync(`${aside}${end}`)) ? name : null };
}

/** Whether any process has a database open: only for the last may SQLite take it out of WAL mode. Its log is then within it, and
 *  what is renamed is one file. */
export function isOpen(file: string): boolean {
  if (!isReadable(file)) return false; // nobody can work with it; opened to be written, SQLite would delete its log
  const db = new Database(file, { timeout: PATIENCE, fileMustExist: true });
  try {
    db.pragma('journal_mode = DELETE');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    db.close();
  }
}

function isReadable(file: string): boolean {
  const db = new Database(file, { readonly: true, timeout: PATIENCE });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch (error) {
    return isBusy(error);
  } finally {
    db.close();
  }
}

/** @throws what is no error of SQLite */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) throw error;
  return error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED');
}

/** Renames, where another process has not just done the same. @throws LabError folder-unusable */
function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new LabError('folder-unusable', { folder: dirname(from), reason: reasonOf(error, 'open') });
  }
}
