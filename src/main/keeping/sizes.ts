import type { Database } from 'better-sqlite3';
import { statSync } from 'node:fs';
import type { Sizes } from '../../core/contract/keeping.ts';
import { pragma } from './database.ts';

/** What a database takes, by what it is for. What the parts leave of the file are plans, tables, indexes and pages that are not
 *  full. */
export function sizesOf(db: Database, file: string): Sizes {
  const sum = (sql: string): number => db.prepare<[], number | null>(sql).pluck().get() ?? 0;
  const page = pragma(db, 'page_size');
  return {
    file: pragma(db, 'page_count') * page,
    log: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    free: pragma(db, 'freelist_count') * page,
    frames: sum('SELECT sum(bytes) FROM run_list'),
    dataSets: sum('SELECT sum(length(bytes)) FROM data_sets'), // of a blob SQLite knows that without reading it
  };
}

/** Bytes that compacting needs while it works: SQLite writes what is in use once beside the file and once into its log
 *  [sqlite.org/lang_vacuum.html]. */
export const compactNeeds = ({ file, free }: Pick<Sizes, 'file' | 'free'>): number => 2 * (file - free);
