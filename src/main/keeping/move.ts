import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { reasonOf } from '../reasons.ts';
import { MOVED, usable } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { copyOut, PART } from './backups.ts';
import { toDisk } from './copy.ts';
import { databaseOf, openDatabase, pragma } from './database.ts';
import { namesIn, refuseOthers } from './others.ts';
import { isOpen } from './replace.ts';
import type { Tell } from './tell.ts';

/** What the old folder keeps of its database: nothing is deleted. */
export const LEFT = 'goldilocks-moved.db';

/** Moves a data folder: everything is copied, the database as one snapshot that is looked through, and the old folder then says where
 *  it is. Ended in the middle, the old folder is as it was, and half a copy lies at the other place. What the window keeps for itself stays.
 *  The caller holds the folder (hold.ts). @param to a folder that is empty, or is not there yet
 *  @throws LabError folder-unusable, keeping-others, and as copyOut */
export async function move(folder: string, to: string, tell: Tell): Promise<{ left: string }> {
  const from = resolve(folder);
  const place = resolve(to);
  refuseOthers(from, null);
  refusePlace(from, place);
  const old = databaseOf(from);
  const watch = openDatabase(old, 'read');
  try {
    const [missing] = copyBeside(from, place);
    if (missing) throw missing.error;
    const before = pragma(watch, 'data_version');
    await copyOut(from, join(place, databaseName), tell);
    // what somebody has stored meanwhile would stay behind
    if (pragma(watch, 'data_version') !== before) throw new LabError('keeping-others');
    watch.close();
    if (isOpen(old)) throw new LabError('keeping-others');
  } catch (error) {
    watch.close();
    clear(from, place);
    throw unusableFor(place, error);
  }
  return { left: leaveNote(from, place) };
}

/** Makes the place where it is missing. @throws LabError folder-unusable where it is not empty, lies within the folder, or cannot be
 *  written */
export function refusePlace(from: string, place: string): void {
  const way = relative(from, place);
  if (way === '' || !(isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)))
    throw unusable(place, m.errors_reason_within());
  usable(place);
  try {
    if (readdirSync(place).length > 0) throw unusable(place, m.errors_reason_occupied());
  } catch (error) {
    throw unusableFor(place, error);
  }
}

/** Copies what goes along beside the database: backups, TensorFlow's library, the log of errors. @returns what could not be copied */
export function copyBeside(from: string, place: string): { name: string; error: unknown }[] {
  return namesIn(from).flatMap((name) => {
    try {
      if (!isCarried(name, statSync(join(from, name)).isDirectory())) return [];
      cpSync(join(from, name), join(place, name), { recursive: true, force: true });
      return [];
    } catch (error) {
      rmSync(join(place, name), { recursive: true, force: true });
      return [{ name, error }];
    }
  });
}

const isLeft = (name: string): boolean => /^goldilocks-moved(-\d+)?\.db(-wal)?$/.test(name);
const isCarried = (name: string, isFolder: boolean): boolean =>
  isFolder
    ? name !== 'window'
    : !name.startsWith(databaseName) && !/\.(lock|part)(-journal)?$/.test(name) && name !== MOVED && !isLeft(name);

/** Has an old folder, whose database nobody has open, say where everything is now, and renames its database, which else would be
 *  opened again. @returns the new name of that */
export function leaveNote(from: string, place: string): string {
  const old = join(from, databaseName);
  // as long as the database is there, nobody follows the note
  const note = join(from, MOVED);
  writeFileSync(`${note}${PART}`, `${place}\n`);
  toDisk(`${note}${PART}`);
  renameSync(`${note}${PART}`, note);
  const left = freeName(from);
  renameSync(old, left);
  // isOpen has emptied the log, unless the disk did not let it
  if (existsSync(`${old}-wal`)) renameSync(`${old}-wal`, `${left}-wal`);
  rmSync(`${old}-shm`, { force: true });
  return left;
}

/** What was moved away from here before stays. */
function freeName(from: string): string {
  let left = join(from, LEFT);
  for (let n = 2; existsSync(left) || existsSync(`${left}-wal`); n++)
    left = join(from, LEFT.replace('.db', `-${n}.db`));
  return left;
}

/** Takes away what was copied to a place that was empty, and nothing else that came there meanwhile. */
export function clear(from: string, place: string): void {
  const carried = new Set(namesIn(from));
  for (const name of namesIn(place))
    if (carried.has(name) || name.startsWith(databaseName)) rmSync(join(place, name), { recursive: true, force: true });
}

/** What kept files from being written to a place, as a sentence that names it; any other error as it is. */
export function unusableFor(place: string, error: unknown): unknown {
  if (error instanceof LabError || !(error instanceof Error) || !('code' in error)) return error;
  return unusable(place, reasonOf(error, 'write'));
}

const unusable = (folder: string, reason: string): LabError => new LabError('folder-unusable', { folder, reason });
