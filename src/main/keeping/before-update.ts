import type { Database } from 'better-sqlite3';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backupName, backupsIn, PART } from './backups.ts';
import { toDisk } from './copy.ts';
import { pragma } from './database.ts';
import { requireRoom } from './room.ts';

/** Keeps a database of an earlier version as a file of `backups`, before its tables are changed. It is done at once: nothing else
 *  can begin before. @returns the file's name @throws LabError keeping-room: then the database stays of its version */
export function keepEarlier(folder: string, db: Database): string {
  requireRoom(folder, pragma(db, 'page_count') * pragma(db, 'page_size'));
  mkdirSync(backupsIn(folder), { recursive: true, mode: 0o700 });
  const name = backupName('update', Date.now());
  const part = join(backupsIn(folder), `${name}${PART}`);
  try {
    db.prepare<[string]>('VACUUM INTO ?').run(part);
    toDisk(part);
    renameSync(part, join(backupsIn(folder), name));
    return name;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
