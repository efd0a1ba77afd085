import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { reasonOf } from '../reasons.ts';
import { MOVED } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { copyOut, PART } from './backups.ts';
import { toDisk } from './copy.ts';
import { databaseOf, openDatabase, pragma } from './database.ts';
import { refuseOthers } from './others.ts';
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
  const way = relative(from, place);
  if (way === '' || !(isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)))
    throw unusable(place, m.errors_reason_within());
  const old = databaseOf(from);
  const watch = openDatabase(old, 'read');
  let begun = false;
  try {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    if (readdirSync(place).length > 0) throw unusable(place, m.errors_reason_occupied());
    begun = true;
    cpSync(from, place, { recursive: true, filter: (path) => isCarried(from, path) });
    const before = pragma(watch, 'data_version');
    await copyOut(from, join(place, databaseName), tell);
    // what somebody has stored meanwhile would stay behind
    if (pragma(watch, 'data_version') !== before) throw new LabError('keeping-others');
    watch.close();
    if (isOpen(old)) throw new LabError('keeping-others');
  } catch (error) {
    watch.close();
    // it was empty before
    if (begun) for (const name of readdirSync(place)) rmSync(join(place, name), { recursive: true, force: true });
    if (error instanceof LabError || !(error instanceof Error) || !('code' in error)) throw error;
    throw unusable(place, reasonOf(error, 'write'));
  }
  // as long as the database is there, nobody follows the note
  const note = join(from, MOVED);
  writeFileSync(`${note}${PART}`, `${place}\n`);
  toDisk(`${note}${PART}`);
  renameSync(`${note}${PART}`, note);
  for (const end of ['-wal', '-shm']) rmSync(`${old}${end}`, { force: true }); // isOpen has emptied the log
  renameSync(old, join(from, LEFT));
  return { left: join(from, LEFT) };
}

/** Whether something of the folder goes along beside the database: backups, TensorFlow's library, the log of errors. */
function isCarried(folder: string, path: string): boolean {
  if (dirname(path) !== folder) return true; // the folder itself, and what is in one that goes along
  const name = basename(path);
  if (statSync(path).isDirectory()) return name !== 'window';
  return !name.startsWith(databaseName) && !/\.(lock|part)(-journal)?$/.test(name) && name !== MOVED && name !== LEFT;
}

const unusable = (folder: string, reason: string): LabError => new LabError('folder-unusable', { folder, reason });
