import type Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { LabError } from '../../core/errors.ts';
import { fromSqlite } from '../store/sqlite-error.ts';
import type { Tell } from './tell.ts';

/** Pages copied between two breaths: 1 MiB. */
const PAGES = 256;
/** Milliseconds without a page copied after which whoever holds the other file is not waited for any more. */
const PATIENCE = 15_000;

/** Copies a database as it is at this moment into a file, by SQLite's own backup, which reads page by page beside whoever writes.
 *
 *  A backup begins anew whenever another process has written to its source, and beside training that is thirty times a second. So
 *  the source is read in one transaction: in WAL mode that is a snapshot which others' writing neither changes nor waits for.
 *  @throws LabError store-full, store-locked */
export async function copyDatabase(source: Database.Database, file: string, tell: Tell): Promise<void> {
  let moved = { remaining: Infinity, at: performance.now() };
  source.exec('BEGIN');
  try {
    source.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get(); // BEGIN alone reads nothing, and takes no snapshot
    await source.backup(file, {
      progress({ totalPages: of, remainingPages: remaining }) {
        const now = performance.now();
        if (remaining < moved.remaining) moved = { remaining, at: now };
        else if (now - moved.at > PATIENCE) throw new LabError('store-locked');
        tell({ phase: 'copying', done: of - remaining, of });
        return PAGES;
      },
    });
  } catch (error) {
    throw fromSqlite(error);
  } finally {
    source.exec('COMMIT');
  }
}

/** Waits until what was written to a file is on the disk. */
export function toDisk(file: string): void {
  const handle = openSync(file, 'r+'); // Windows flushes only what may be written
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
