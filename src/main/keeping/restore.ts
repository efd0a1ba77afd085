import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { labelKey } from '../carry/carried.ts';
import { checkObjects } from '../carry/opened.ts';
import { beginLineage } from '../store/acknowledged.ts';
import { migrate } from '../store/migrations.ts';
import { backupsIn, newestBackup, PART, tidy } from './backups.ts';
import { copyDatabase, toDisk } from './copy.ts';
import { databaseOf, openDatabase, pragma, problemsOf } from './database.ts';
import { refuseOthers } from './others.ts';
import { stagedIn } from './replace.ts';
import { requireRoom } from './room.ts';
import { seldom, type Tell } from './tell.ts';

/** The file that a person means: `latest`, the name of a backup, or a path. @throws LabError backup-none */
export function backupFile(folder: string, named: string): string {
  if (named === 'latest') {
    const latest = newestBackup(folder);
    if (!latest) throw new LabError('backup-none');
    return join(backupsIn(folder), latest.name);
  }
  const kept = join(backupsIn(folder), basename(named));
  return basename(named) === named && existsSync(kept) ? kept : resolve(named);
}

/** Prepares a backup to take the place of the database: a copy of it is checked whole, brought to the present version and given
 *  the name by which `replaceStaged` finds it. Until then nothing has happened. The caller holds the folder (hold.ts).
 *  @param own the lab on whose behalf this is done, which will be opened again
 *  @throws LabError backup-bad, keeping-others, keeping-room, store-full, store-newer where what is there is another version's */
export async function stage(folder: string, file: string, own: string | null, tellAll: Tell): Promise<void> {
  const tell = seldom(tellAll);
  refuseOthers(folder, own);
  refuseNewer(folder);
  tidy(folder);
  const part = `${stagedIn(folder)}${PART}`;
  try {
    await copyBack(file, part, folder, tell);
    refuseOthers(folder, own);
    renameSync(part, stagedIn(folder));
  } finally {
    rmSync(part, { force: true });
  }
}

async function copyBack(file: string, part: string, folder: string, tell: Tell): Promise<void> {
  const source = wellOrBad(file, () => openDatabase(file, 'read'));
  try {
    requireRoom(folder, pragma(source, 'page_count') * pragma(source, 'page_size'));
    await copyDatabase(source, part, tell);
  } catch (error) {
    if (error instanceof Database.SqliteError) throw bad(file, error.message);
    throw error instanceof LabError && error.code === 'store-damaged' ? bad(file, 'a page of it is damaged') : error;
  } finally {
    source.close();
  }
  tell({ phase: 'pages', done: null, of: null });
  wellOrBad(file, () => {
    const copy = openDatabase(part, 'write');
    try {
      const [problem] = problemsOf(copy, 'whole');
      if (problem !== undefined) throw bad(file, problem);
      refuseOthersFiles(copy, file);
      migrate(copy);
      beginLineage(copy);
      copy.pragma('journal_mode = DELETE');
    } finally {
      copy.close();
    }
  });
  toDisk(part);
}

/** Refuses what is no copy of a store, though it has our mark: with triggers or views, or a file to carry, which is taken in and holds a part. */
export function refuseOthersFiles(copy: Database.Database, file: string): void {
  copy.pragma('trusted_schema = OFF');
  checkObjects(copy, pragma(copy, 'user_version'), basename(file));
  if (copy.prepare('SELECT 1 FROM settings WHERE key = ?').get(labelKey) !== undefined)
    throw bad(file, 'it is a file to carry: “lab import” takes it in');
}

/** What a newer version wrote is left alone. @throws LabError store-newer */
function refuseNewer(folder: string): void {
  try {
    openDatabase(databaseOf(folder), 'read').close();
  } catch (error) {
    // anything else there is damaged, or is nothing: a backup is for that
    if (error instanceof LabError && error.code === 'store-newer') throw error;
    if (!(error instanceof LabError || error instanceof Database.SqliteError)) throw error;
  }
}

function wellOrBad<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof LabError && error.code !== 'backup-bad' && error.code !== 'store-full')
      throw bad(file, errorSentence(error));
    if (error instanceof Database.SqliteError) throw bad(file, error.message);
    throw error;
  }
}

const bad = (file: string, reason: string): LabError =>
  new LabError('backup-bad', { file: basename(file), reason: reason.replace(/\.$/, '') });
