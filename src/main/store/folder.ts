import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { reasonOf } from '../reasons.ts';
import { databaseName, fromSqlite } from './sqlite-error.ts';

/** The folder beside a program that is carried about, on a stick, say. */
const PORTABLE = 'Goldilocks data';
/** Beside an unpacked program or a checkout, this file asks for that folder before it is there. */
const MARK = 'portable';

/** Where experiments and runs live when no folder is named: GOLDILOCKS_DATA; beside a portable program; else the platform's
 *  place for an application's data. */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
  exists: (path: string) => boolean = existsSync,
  program: string = programFolder(platform),
): string {
  if (env['GOLDILOCKS_DATA']) return resolve(env['GOLDILOCKS_DATA']);
  // set by the portable exe of electron-builder
  if (env['PORTABLE_EXECUTABLE_DIR']) return join(env['PORTABLE_EXECUTABLE_DIR'], PORTABLE);
  // an AppImage is portable for whoever made that folder beside it
  const beside = env['APPIMAGE'] && join(dirname(env['APPIMAGE']), PORTABLE);
  if (beside && exists(beside)) return beside;
  if (exists(join(program, PORTABLE)) || exists(join(program, MARK))) return join(program, PORTABLE);
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Goldilocks');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Goldilocks');
  // an empty variable counts as unset [XDG base directory specification]
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'goldilocks');
}

/** In a data folder that was moved: a text with the place where everything is now (keeping/move.ts). */
export const MOVED = 'moved-to.txt';

/** The data folder to work in: the one that is named, else `dataFolder`; where it was moved, that place.
 *  @throws LabError folder-unusable where nothing is there any more, as where a drive was taken out: no empty one is made */
export function folderNamed(named: string | undefined): string {
  const first = named === undefined ? dataFolder() : resolve(named);
  let folder = first;
  // it may have been moved more than once; notes that lead in a circle lead nowhere
  for (const seen = new Set<string>(); !seen.has(folder);) {
    seen.add(folder);
    const note = join(folder, MOVED);
    const isThere = existsSync(join(folder, databaseName));
    if (isThere || (folder === first && !existsSync(note))) return folder;
    if (!existsSync(note)) break;
    folder = readFileSync(note, 'utf8').trim();
  }
  throw new LabError('folder-unusable', { folder, reason: m.errors_reason_moved({ folder: first }) });
}

/** Where the program lies as a person sees it: beside its executable, or the checkout. */
function programFolder(platform: NodeJS.Platform): string {
  if ('electron' in process.versions) {
    const folder = dirname(process.execPath);
    return platform === 'darwin' ? resolve(folder, '..', '..', '..') : folder; // Goldilocks.app/Contents/MacOS
  }
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Makes a data folder where it is missing, for this user alone, and looks whether it can be written. One that is there keeps the
 *  mode that somebody gave it. @throws LabError folder-unusable */
export function usable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new LabError('folder-unusable', { folder, reason: reasonOf(error, 'open') });
  }
}

/** Why the database of a folder could not be opened. Where it cannot be written or read, that is of the folder, and nothing trains
 *  that would go on by itself. @returns as fromSqlite, but for folder-unusable in place of store-unwritable and file-unreadable */
export function unopened(error: unknown, folder: string): unknown {
  const known = fromSqlite(error);
  if (!(known instanceof LabError && /^(store-unwritable|file-unreadable)$/.test(known.code))) return known;
  try {
    if (existsSync(folder)) usable(folder);
  } catch (why) {
    return why; // the system's reason says more than SQLite's
  }
  return new LabError('folder-unusable', { folder, reason: String(known.values['reason']) });
}

/** Makes a folder and those above it. Node's own `recursive` tries for ever where a folder is there and nothing can be made in it,
 *  as where homes are mounted when they are asked for, and this one is nobody's. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (existsSync(folder) && statSync(folder).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    makeFolder(folder); // another process may have made it meanwhile
  }
}

/** Makes an empty database file that no other user can read; SQLite gives its log the same mode. @throws LabError folder-unusable */
export function emptyDatabase(folder: string): void {
  usable(folder);
  closeSync(openSync(join(folder, databaseName), 'a', 0o600));
}
