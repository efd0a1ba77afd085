import Database from 'better-sqlite3';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { checkObjects } from '../carry/opened.ts';
import { beginLineage, notedIn } from '../store/acknowledged.ts';
import { MOVED } from '../store/folder.ts';
import { migrate } from '../store/migrations.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { backupsIn, backupsOf, PART, tidy } from './backups.ts';
import { toDisk } from './copy.ts';
import { openDatabase, pragma, problemsOf } from './database.ts';
import { othersOpen } from './others.ts';
import { reasonOf } from '../reasons.ts';
import { replaceDamaged, rescueIn } from './replace.ts';
import { refuseOthersFiles } from './restore.ts';
import { requireRoom } from './room.ts';

/** SQLite's answers that say that the file is not what was written. Any other may pass, or is no fault of the file
 *  [sqlite.org/rescode.html]. */
const DAMAGE = /^SQLITE_(CORRUPT|FORMAT)/;
/** What SQLite answers to a mistake of ours as well. */
const DOUBTFUL = /^SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE|INTERNAL|TOOBIG)/;

/** Whether what hindered the opening of a folder's database is damage to it. What was never a database is another's file, unless
 *  there are traces of ours. */
export function isDamage(folder: string, error: unknown): boolean {
  // a table and its index say different things
  if (error instanceof LabError) return error.code === 'run-unknown';
  if (!(error instanceof Database.SqliteError)) return false;
  if (error.code === 'SQLITE_NOTADB') return hasTraces(folder);
  return DAMAGE.test(error.code) || (DOUBTFUL.test(error.code) && isOtherwise(join(folder, databaseName)));
}

/** Whether a database has not the tables of the version that it says it is of, or pages that are none. */
function isOtherwise(file: string): boolean {
  try {
    const db = openDatabase(file, 'read');
    try {
      checkObjects(db, pragma(db, 'user_version'), databaseName);
      return problemsOf(db, 'quick').length > 0;
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof LabError) return error.code === 'file-bad' || error.code === 'store-damaged';
    return error instanceof Database.SqliteError;
  }
}

/** Whether there was a database of which nothing is left: none, or an empty file, where other files say that there was one. */
export function isGone(folder: string): boolean {
  try {
    return sizeOf(join(folder, databaseName)) === 0 && !existsSync(join(folder, MOVED)) && hasTraces(folder);
  } catch {
    return false; // who may not look into the folder hears why from opening it
  }
}

/** Whether a lab has stored something in a folder before. */
function hasTraces(folder: string): boolean {
  return (
    sizeOf(join(folder, `${databaseName}-wal`)) > 0 ||
    notedIn(folder).length > 0 ||
    candidates(folder).length > 0 ||
    existsSync(rescueIn(folder))
  );
}

/** What may stand in for a damaged database, the newest first. What was put aside by a restore was not wanted any more. */
const candidates = (folder: string): { name: string; at: number; bytes: number }[] =>
  backupsOf(folder).filter(({ kind }) => kind !== 'restore');

/** Puts the damaged database of a folder aside, with its log, and the newest whole backup in its place; where there is none, an
 *  empty database. Nothing is deleted or written over. The caller holds the folder (hold.ts) and has it closed.
 *  @returns what was done, as one sentence to tell
 *  @throws LabError store-damaged while another lab works with it, keeping-room, folder-unusable: then nothing was changed */
export function rescue(folder: string): LabError {
  if (othersOpen(folder, null) > 0) throw new LabError('store-damaged', { file: databaseName });
  requireReadable(folder);
  const backup = stageNewest(folder);
  const aside = replaceDamaged(folder)?.aside ?? null;
  const size = (end: string): number => (aside === null ? 0 : sizeOf(join(backupsIn(folder), `${aside}${end}`)));
  return new LabError('store-rescued', {
    found: size('') > 0 ? 'damaged' : 'missing',
    file: databaseName,
    aside: aside === null ? '' : `backups/${aside}${size('') === 0 && size('-wal') > 0 ? '-wal' : ''}`,
    backup: backup?.name ?? '',
    at: backup ? new Date(backup.at).toISOString().slice(0, 16).replace('T', ' ') : '',
  });
}

/** A read that the disk refuses looks to SQLite like a damaged page, and may succeed the next time. @throws LabError file-unreadable */
function requireReadable(folder: string): void {
  const buffer = Buffer.alloc(2 ** 20);
  for (const file of [databaseName, `${databaseName}-wal`]) {
    if (!existsSync(join(folder, file))) continue;
    const handle = openSync(join(folder, file), 'r');
    try {
      while (readSync(handle, buffer) > 0);
    } catch (error) {
      throw new LabError('file-unreadable', { file, reason: reasonOf(error, 'read') });
    } finally {
      closeSync(handle);
    }
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Has a whole copy wait to take the database's place. @returns of which backup; null: of none */
function stageNewest(folder: string): { name: string; at: number } | null {
  const part = `${rescueIn(folder)}${PART}`;
  tidy(folder); // SQLite would carry out the journal of one that was killed on the next copy
  try {
    for (const backup of candidates(folder)) {
      const file = join(backupsIn(folder), backup.name);
      requireRoom(folder, backup.bytes);
      rmSync(part, { force: true });
      copyFileSync(file, part);
      if (!isSound(part, file)) continue;
      letWait(part, folder);
      return backup;
    }
    rmSync(part, { force: true });
    const empty = new Database(part);
    try {
      migrate(empty);
    } finally {
      empty.close();
    }
    letWait(part, folder);
    return null;
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${end}`, { force: true });
  }
}

/** The name of what is put aside follows from the time of what waits: ended between two renames, the next start goes on with that name. */
function letWait(part: string, folder: string): void {
  const begun = statSync(rescueIn(folder), { throwIfNoEntry: false })?.mtime;
  if (begun) utimesSync(part, begun, begun);
  toDisk(part);
  renameSync(part, rescueIn(folder));
}

/** Whether a copy of a backup is whole, which it is brought to the present version for. */
function isSound(part: string, file: string): boolean {
  try {
    const copy = openDatabase(part, 'write');
    try {
      if (problemsOf(copy, 'whole').length > 0) return false;
      refuseOthersFiles(copy, file);
      migrate(copy);
      beginLineage(copy);
      copy.pragma('journal_mode = DELETE');
      return pragma(copy, 'page_count') > 0;
    } finally {
      copy.close();
    }
  } catch (error) {
    if (error instanceof LabError && error.code === 'store-full') throw error;
    if (error instanceof LabError || error instanceof Database.SqliteError) return false;
    throw error;
  }
}

/** The name for a copy of a damaged log, beside the databases that were put aside. */
export function freeAside(folder: string, at: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-').replace(/Z$/, '');
  const taken = new Set(existsSync(backupsIn(folder)) ? readdirSync(backupsIn(folder)) : []);
  let name = `damaged-${stamp}.db-wal`;
  for (let n = 2; taken.has(name); n++) name = `damaged-${stamp}-${n}.db-wal`;
  return name;
}
