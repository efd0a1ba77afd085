import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { usable } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { PART } from './backups.ts';
import { copyDatabase, toDisk } from './copy.ts';
import { contentOf, databaseOf, openDatabase, problemsOf } from './database.ts';
import { refuseOthers } from './others.ts';
import { requireRoom } from './room.ts';
import { seldom, type Tell } from './tell.ts';

/** Lies in a folder that data are being copied to: one that was left so is filled again. */
const UNFINISHED = 'goldilocks-move-unfinished';

/** Copies a data folder whole into another, which must be empty, and compares every file. What is there stays as it is; the
 *  database gets its name last, so that until then the other folder is none.
 *  @returns the other folder and the bytes copied
 *  @throws LabError folder-occupied, folder-unusable, keeping-others, keeping-room, file-unreadable where there is no database */
export async function copyFolder(from: string, to: string, tellAll: Tell): Promise<{ folder: string; bytes: number }> {
  const tell = seldom(tellAll);
  const folder = resolve(to);
  refuseOccupied(from, folder);
  refuseOthers(from, null);
  const source = openDatabase(databaseOf(from), 'read');
  try {
    const names = filesOf(from);
    const others = names.reduce((sum, name) => sum + statSync(join(from, name)).size, 0);
    const bytes = others + statSync(databaseOf(from)).size;
    requireRoom(folder, bytes);
    usable(folder);
    writeFileSync(join(folder, UNFINISHED), `from ${from}\n`);
    const part = join(folder, `${databaseName}${PART}`);
    rmSync(part, { force: true });
    await copyDatabase(source, part, tell);
    await copyFiles(from, folder, names, ({ done }) => tell({ phase: 'frames', done, of: others }));
    tell({ phase: 'pages', done: null, of: null });
    const copy = openDatabase(part, 'write');
    try {
      copy.pragma('journal_mode = DELETE'); // so that nothing else belongs to it when it is renamed
      const problem = problemsOf(copy, 'whole')[0] ?? (contentOf(copy) === contentOf(source) ? null : 'it changed');
      if (problem !== null) throw new LabError('keeping-failed', { reason: problem });
    } finally {
      copy.close();
    }
    toDisk(part);
    refuseOthers(from, null); // who came meanwhile may have written what was not copied
    renameSync(part, databaseOf(folder));
    rmSync(join(folder, UNFINISHED));
    return { folder, bytes };
  } finally {
    source.close();
  }
}

/** @throws LabError folder-occupied */
function refuseOccupied(from: string, folder: string): void {
  const within = relative(resolve(from), folder);
  const inside = within === '' || !(within.startsWith('..') || resolve(within) === within);
  const there = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  if (inside || (there.length > 0 && !there.includes(UNFINISHED))) throw new LabError('folder-occupied', { folder });
}

/** What of a data folder is copied beside its database: not what Chromium keeps for the window, nor locks and what is unfinished. */
function filesOf(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = all.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return names.filter(
    (name) =>
      !name.startsWith(databaseName) &&
      !/^lab-[\da-f-]+\.lock/.test(name) &&
      !name.includes(PART) &&
      name !== UNFINISHED &&
      (!/^window[\\/]/.test(name) || /^window[\\/]window\.json$/.test(name)),
  );
}

async function copyFiles(
  from: string,
  to: string,
  names: readonly string[],
  copied: (so: { done: number }) => void,
): Promise<void> {
  let done = 0;
  for (const name of names) {
    const [here, there] = [join(from, name), join(to, name)];
    mkdirSync(dirname(there), { recursive: true });
    await copyFile(here, there);
    if ((await hashOf(here)) !== (await hashOf(there)))
      throw new LabError('keeping-failed', { reason: `${name} is not the same there` });
    done += statSync(there).size;
    copied({ done });
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
