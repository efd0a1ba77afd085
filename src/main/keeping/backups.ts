import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Backup } from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { contentOf, databaseOf, openDatabase, pragma, problemsOf } from './database.ts';
import { copyDatabase, toDisk } from './copy.ts';
import { requireRoom } from './room.ts';
import { seldom, type Tell } from './tell.ts';

/** What a copy is for: the first kind is removed when there are enough newer ones, the second only by the person. */
const KINDS = { backup: 'goldilocks', aside: 'before-restore' };
const NAME = /^(goldilocks|before-restore)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-\d+)?\.db$/;
/** Ends the name of a file that is not whole yet. */
export const PART = '.part';

export const backupsIn = (folder: string): string => join(folder, 'backups');

/** The backups of a data folder, the newest first. */
export function backupsOf(folder: string): Backup[] {
  const place = backupsIn(folder);
  if (!existsSync(place)) return [];
  const found = readdirSync(place).flatMap((name): Backup[] => {
    const [, kind, date] = NAME.exec(name) ?? [];
    const file = statSync(join(place, name), { throwIfNoEntry: false });
    const at = Date.parse(`${date?.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:') ?? ''}Z`);
    return file?.isFile() && !Number.isNaN(at) ? [{ name, at, bytes: file.size, aside: kind === KINDS.aside }] : [];
  });
  return found.sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1));
}

/** The newest that was made as a backup. */
export const newestBackup = (folder: string): Backup | undefined => backupsOf(folder).find(({ aside }) => !aside);

/** A file's name with the moment in it (UTC), such as no other has yet. */
export function freshName(folder: string, kind: keyof typeof KINDS, now = new Date()): string {
  const date = now.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let n = 1; ; n++) {
    const name = `${KINDS[kind]}-${date}${n > 1 ? `-${n}` : ''}.db`;
    if (!existsSync(join(backupsIn(folder), name))) return name;
  }
}

/** Copies an open database into a file of the folder `backups`: under its name it is whole, or it is not there.
 *  @param damaged whether a damaged database is kept as well, page by page as it is
 *  @throws LabError keeping-room, store-full, keeping-failed where the database is damaged */
export async function keepCopy(
  folder: string,
  source: Database.Database,
  name: string,
  tell: Tell,
  damaged = false,
): Promise<number> {
  const place = backupsIn(folder);
  requireRoom(folder, pragma(source, 'page_count') * pragma(source, 'page_size'));
  mkdirSync(place, { recursive: true });
  const part = join(place, `${name}${PART}`);
  try {
    await copyDatabase(source, part, tell);
    tell({ phase: 'pages', done: null, of: null });
    seal(part, damaged);
    renameSync(part, join(place, name));
    return statSync(join(place, name)).size;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Makes a copy a file that needs no other beside it, and looks whether it is whole. */
function seal(part: string, damaged: boolean): void {
  const copy = openDatabase(part, 'write');
  try {
    copy.pragma('journal_mode = DELETE');
    const [problem] = damaged ? [] : problemsOf(copy, 'quick');
    if (problem !== undefined) throw new LabError('keeping-failed', { reason: `the database is damaged: ${problem}` });
  } finally {
    copy.close();
  }
  toDisk(part);
}

/** Makes a backup and removes those that are more than `kept`. @param always also where nothing has changed since the last
 *  @returns its name, or null where nothing has @throws LabError as keepCopy */
export async function backUp(
  folder: string,
  { kept, always }: { kept: number; always: boolean },
  tellAll: Tell,
): Promise<{ name: string | null; bytes: number }> {
  const tell = seldom(tellAll);
  tidy(folder);
  const source = openDatabase(databaseOf(folder), 'read');
  try {
    const last = newestBackup(folder);
    if (!always && last && sameAs(join(backupsIn(folder), last.name), source)) return { name: null, bytes: last.bytes };
    const name = freshName(folder, 'backup');
    const bytes = await keepCopy(folder, source, name, tell);
    prune(folder, Math.max(1, kept));
    return { name, bytes };
  } finally {
    source.close();
  }
}

function sameAs(file: string, present: Database.Database): boolean {
  try {
    const db = openDatabase(file, 'read');
    try {
      return contentOf(db) === contentOf(present);
    } finally {
      db.close();
    }
  } catch {
    return false; // what cannot be read is no backup, and there had better be another
  }
}

/** Removes the oldest backups beyond a number; copies that were put aside stay. */
function prune(folder: string, kept: number): void {
  const own = backupsOf(folder).filter(({ aside }) => !aside);
  for (const { name } of own.slice(kept)) rmSync(join(backupsIn(folder), name), { force: true });
}

/** Removes what was left unfinished when a process was ended. */
export function tidy(folder: string): void {
  const place = backupsIn(folder);
  if (!existsSync(place)) return;
  for (const name of readdirSync(place))
    if (/\.db\.part(-journal|-wal|-shm)?$/.test(name)) rmSync(join(place, name), { force: true });
}
