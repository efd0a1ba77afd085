import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Backup, BackupKind } from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { reasonOf } from '../reasons.ts';
import { copyDatabase, toDisk } from './copy.ts';
import { databaseOf, openDatabase, pragma, problemsOf } from './database.ts';
import { requireRoom } from './room.ts';
import { seldom, type Tell } from './tell.ts';

/** How the files of each kind begin. */
const BEGINNINGS: Record<BackupKind, string> = {
  backup: 'goldilocks',
  restore: 'before-restore',
  update: 'before-update',
};
const NAME = /^(goldilocks|before-restore|before-update)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3})\.db$/;
/** Ends the name of a file that is not whole yet. */
export const PART = '.part';

export const backupsIn = (folder: string): string => join(folder, 'backups');

/** The backups of a data folder, the newest first. @throws LabError folder-unusable where they may not be read */
export function backupsOf(folder: string): Backup[] {
  const place = backupsIn(folder);
  if (!existsSync(place)) return [];
  const found = namesIn(place).flatMap((name): Backup[] => {
    const [, beginning, date] = NAME.exec(name) ?? [];
    const kind = (['backup', 'restore', 'update'] as const).find((one) => BEGINNINGS[one] === beginning);
    const file = statSync(join(place, name), { throwIfNoEntry: false });
    const at = Date.parse(`${date?.replace(/T(\d\d)-(\d\d)-(\d\d)-/, 'T$1:$2:$3.') ?? ''}Z`);
    return kind && file?.isFile() && !Number.isNaN(at) ? [{ name, kind, at, bytes: file.size }] : [];
  });
  return found.sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1));
}

function namesIn(place: string): string[] {
  try {
    return readdirSync(place);
  } catch (error) {
    throw new LabError('folder-unusable', { folder: place, reason: reasonOf(error, 'read') });
  }
}

/** The newest that was made as a backup. */
export const newestBackup = (folder: string): Backup | undefined =>
  backupsOf(folder).find(({ kind }) => kind === 'backup');

/** The name of a file of `backups`, with the moment in it (UTC). */
export const backupName = (kind: BackupKind | 'damaged', at: number): string =>
  `${kind === 'damaged' ? kind : BEGINNINGS[kind]}-${new Date(at).toISOString().replaceAll(/[:.]/g, '-').replace(/Z$/, '')}.db`;

/** Copies the database of a folder as it is at this moment, whoever writes meanwhile: under its name the copy is whole and on the
 *  disk, or it is not there. @param to a file @throws LabError keeping-room, store-full, file-unwritable where there is such a
 *  file, file-unreadable where there is no database, keeping-failed where it is damaged */
export async function copyOut(folder: string, to: string, tellAll: Tell): Promise<number> {
  const tell = seldom(tellAll);
  if (existsSync(to)) throw new LabError('file-unwritable', { file: to, reason: 'there is such a file already' });
  const source = openDatabase(databaseOf(folder), 'read');
  const part = `${to}${PART}`;
  try {
    requireRoom(dirname(to), pragma(source, 'page_count') * pragma(source, 'page_size'));
    rmSync(part, { force: true });
    await copyDatabase(source, part, tell);
    tell({ phase: 'pages', done: null, of: null });
    seal(part);
    renameSync(part, to);
    return statSync(to).size;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    source.close();
  }
}

/** Makes a copy a file that needs no other beside it, and looks whether it is whole. @throws LabError keeping-failed */
function seal(part: string): void {
  const copy = openDatabase(part, 'write');
  try {
    copy.pragma('journal_mode = DELETE');
    const [problem] = problemsOf(copy, 'quick');
    if (problem !== undefined) throw new LabError('keeping-failed', { reason: `the database is damaged: ${problem}` });
  } finally {
    copy.close();
  }
  toDisk(part);
}

/** Makes a backup and removes those that are more than `kept`. The caller holds the folder (hold.ts).
 *  @throws LabError as copyOut */
export async function backUp(folder: string, kept: number, tell: Tell): Promise<{ name: string; bytes: number }> {
  tidy(folder);
  mkdirSync(backupsIn(folder), { recursive: true, mode: 0o700 });
  const name = backupName('backup', Date.now());
  const bytes = await copyOut(folder, join(backupsIn(folder), name), tell);
  // the one just made stays; those of a clock that was wrong go first
  const now = Date.now();
  const age = ({ at }: Backup): number => (at > now ? Infinity : now - at);
  const others = backupsOf(folder).filter((one) => one.kind === 'backup' && one.name !== name);
  for (const old of others.sort((a, b) => (age(a) === age(b) ? 0 : age(a) - age(b))).slice(Math.max(0, kept - 1)))
    rmSync(join(backupsIn(folder), old.name), { force: true });
  return { name, bytes };
}

/** Removes what was left unfinished when a process was ended. The caller holds the folder, so that nobody is at it.
 *  @throws LabError folder-unusable */
export function tidy(folder: string): void {
  for (const place of [folder, backupsIn(folder)])
    if (existsSync(place))
      for (const name of namesIn(place))
        if (/\.db\.part(-journal|-wal|-shm)?$/.test(name)) rmSync(join(place, name), { force: true });
}
