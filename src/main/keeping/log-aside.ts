import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { LINEAGE, type Noted } from '../store/acknowledged.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { backupsIn } from './backups.ts';
import { othersOpen } from './others.ts';
import { freeAside } from './rescue.ts';

/** Bytes read at once, and of those before them what a lineage may begin in. */
const CHUNK = 2 ** 20;
const LENGTH = LINEAGE.length + 32;

/** Puts the log of another database aside, which SQLite would carry out on this one: a log does not say whose it is. But each
 *  transaction of a lab changes the row that has the database's lineage, so some page in a log of ours says it.
 *  @param noted what was noted of the database @returns the name of the file that has it now; null where nothing was done */
export function putForeignLogAside(folder: string, noted: readonly Noted[]): string | null {
  const file = join(folder, databaseName);
  const log = `${file}-wal`;
  const ours = new Set(noted.map(({ lineage }) => lineage));
  if (ours.size === 0 || sizeOf(log) === 0 || othersOpen(folder, null) > 0) return null;
  const named = lineagesIn(log, (lineage) => ours.has(lineage));
  if (named.size === 0 || [...named].some((lineage) => ours.has(lineage))) return null;
  // a database that was put here by hand with its log has nothing to do with what was noted
  const home = lineagesIn(file, (lineage) => named.has(lineage));
  if ([...home].some((lineage) => named.has(lineage))) return null;
  const name = freeName(folder);
  renameSync(log, join(backupsIn(folder), name));
  rmSync(`${file}-shm`, { force: true }); // an index of that log; SQLite makes it anew
  return `backups/${name}`;
}

/** Keeps a copy of a log of which SQLite will read a beginning alone, and write over the rest. @returns its name; null: there is none */
export function keepLog(folder: string): string | null {
  const log = join(folder, `${databaseName}-wal`);
  if (sizeOf(log) === 0) return null;
  const name = freeName(folder);
  copyFileSync(log, join(backupsIn(folder), name));
  return `backups/${name}`;
}

function freeName(folder: string): string {
  mkdirSync(backupsIn(folder), { recursive: true });
  return freeAside(folder, Date.now());
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** The lineages that a file names; it is read no further than to one that is looked for. */
function lineagesIn(file: string, isEnough: (lineage: string) => boolean): Set<string> {
  const found = new Set<string>();
  if (!existsSync(file)) return found;
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK + LENGTH);
    for (let at = 0, kept = 0; ;) {
      const read = readSync(handle, buffer, kept, CHUNK, at);
      if (read === 0) return found;
      const text = buffer.toString('latin1', 0, kept + read);
      for (const [, lineage = ''] of text.matchAll(/lineage:([\da-f]{32})/g)) {
        found.add(lineage);
        if (isEnough(lineage)) return found;
      }
      at += read;
      const rest = Math.min(LENGTH - 1, kept + read);
      buffer.copy(buffer, 0, kept + read - rest, kept + read);
      kept = rest;
    }
  } finally {
    closeSync(handle);
  }
}
