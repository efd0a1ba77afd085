import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { migrate } from '../store/migrations.ts';
import { backupsIn, backupsOf, freshName, keepCopy, PART, tidy } from './backups.ts';
import { copyDatabase, toDisk } from './copy.ts';
import { databaseOf, openDatabase, pragma, problemsOf } from './database.ts';
import { refuseOthers } from './others.ts';
import { requireRoom } from './room.ts';
import { seldom, type Tell } from './tell.ts';

/** The file that a person means: `latest`, the name of a backup, or a path. @throws LabError backup-none */
export function backupFile(folder: string, named: string): string {
  if (named === 'latest') {
    const [latest] = backupsOf(folder).filter(({ aside }) => !aside);
    if (!latest) throw new LabError('backup-none');
    return join(backupsIn(folder), latest.name);
  }
  const kept = join(backupsIn(folder), basename(named));
  return basename(named) === named && existsSync(kept) ? kept : resolve(named);
}

/** Has a backup take the place of the database.
 *
 *  First the backup is copied, checked and brought to the present version; then what is there is kept as a file of `backups`; only
 *  then is it overwritten, in one transaction of SQLite. Ended before its end, that never was. Where what is there is no database
 *  any more, its file is kept and the new one renamed to its name.
 *  @returns the name of what was kept @throws LabError backup-bad, keeping-others, keeping-room, store-full, store-locked */
export async function restore(
  folder: string,
  file: string,
  own: string | null,
  tellAll: Tell,
): Promise<{ aside: string | null }> {
  const tell = seldom(tellAll);
  refuseOthers(folder, own);
  tidy(folder);
  const staged = join(backupsIn(folder), `restored.db${PART}`);
  mkdirSync(dirname(staged), { recursive: true });
  try {
    await stage(file, staged, folder, tell);
    const present = presentOf(folder);
    if (!present) {
      const aside = setAside(folder);
      rename(staged, databaseOf(folder));
      return { aside };
    }
    const aside = freshName(folder, 'aside');
    try {
      await keepCopy(folder, present, aside, tell, true);
    } finally {
      present.close();
    }
    refuseOthers(folder, own);
    const source = openDatabase(staged, 'read');
    try {
      await copyDatabase(source, databaseOf(folder), ({ done, of }) => tell({ phase: 'replacing', done, of }));
    } finally {
      source.close();
    }
    return { aside };
  } finally {
    tidy(folder);
  }
}

/** Copies a backup, checks the copy whole and brings it to the present version. @throws LabError backup-bad, keeping-room */
async function stage(file: string, staged: string, folder: string, tell: Tell): Promise<void> {
  const source = wellOrBad(file, () => openDatabase(file, 'read'));
  try {
    // once as a copy, once in the log, and what is there is kept as well
    requireRoom(folder, 2 * pragma(source, 'page_count') * pragma(source, 'page_size'));
    await copyDatabase(source, staged, tell);
  } finally {
    source.close();
  }
  tell({ phase: 'pages', done: null, of: null });
  const copy = wellOrBad(file, () => openDatabase(staged, 'write'));
  try {
    const [problem] = problemsOf(copy, 'whole');
    if (problem !== undefined) throw bad(file, problem);
    migrate(copy);
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  toDisk(staged);
}

/** The database that is there, or null where there is none that could be opened. @throws LabError store-newer: another program's */
function presentOf(folder: string): Database.Database | null {
  try {
    return openDatabase(databaseOf(folder), 'read');
  } catch (error) {
    if (error instanceof LabError && error.code === 'store-newer') throw error;
    if (error instanceof LabError || error instanceof Database.SqliteError) return null;
    throw error;
  }
}

/** Keeps the file that is no database any more, and the log beside it. */
function setAside(folder: string): string | null {
  const file = databaseOf(folder);
  if (!existsSync(file)) return null;
  const name = freshName(folder, 'aside');
  const log = `${file}-wal`;
  copyFileSync(file, join(backupsIn(folder), name));
  if (existsSync(log)) copyFileSync(log, join(backupsIn(folder), `${name}-wal`));
  return name;
}

function rename(staged: string, file: string): void {
  // a log of what was there must not be read into what comes
  for (const beside of ['-wal', '-shm']) rmSync(`${file}${beside}`, { force: true });
  renameSync(staged, file);
}

function wellOrBad<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof LabError) throw bad(file, errorSentence(error));
    if (error instanceof Database.SqliteError) throw bad(file, error.message);
    throw error;
  }
}

const bad = (file: string, reason: string): LabError =>
  new LabError('backup-bad', { file: basename(file), reason: reason.replace(/\.$/, '') });
