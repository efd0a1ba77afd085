import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import { keepEarlier } from '../keeping/before-update.ts';
import { logError } from '../keeping/log.ts';
import { holdingNow } from '../keeping/hold.ts';
import { replaceStaged, stagedIn } from '../keeping/replace.ts';
import { keepLog, putForeignLogAside } from '../keeping/log-aside.ts';
import { isDamage, isGone, rescue } from '../keeping/rescue.ts';
import { lostFrom, notedIn, noteStanding } from './acknowledged.ts';
import { lossOf } from './loss.ts';
import { DataSets } from './data-sets.ts';
import { Experiments } from './experiments.ts';
import { emptyDatabase, unopened } from './folder.ts';
import { Frames } from './frames.ts';
import { checkLocks, isUnshared, withoutLocks } from './locks.ts';
import { checkOwnership, migrate, migrations } from './migrations.ts';
import { RunListing } from './run-list.ts';
import { RunMarks } from './run-marks.ts';
import { RunQueries } from './run-query.ts';
import { Runs } from './runs.ts';
import { SavedPresets } from './saved-presets.ts';
import { Settings } from './settings.ts';
import { Sweeps } from './sweeps.ts';
import { databaseName } from './sqlite-error.ts';
import { Upkeep } from './upkeep.ts';

/** SQLite waits this long (ms) for another process's transaction, and the event loop with it. A batch that met one is tried
 *  again; what is done once, such as beginning a run, would rather wait. */
export const PATIENCE = 250;
export const LONG_PATIENCE = 5000;

/** What was there is kept as the file `aside`; or why nothing was restored. */
export type Restored = { aside: string | null } | { failure: LabError };

/** Lets a backup that waits take the database's place. null: none does. */
export function restoredIn(folder: string): Restored | null {
  try {
    // one at a time: two that look whether the other has it open would each see the other
    return existsSync(stagedIn(folder)) ? holdingNow(folder, () => replaceStaged(folder)) : null;
  } catch (error) {
    // anything else may have left no database, and then none must be made
    if (!(error instanceof LabError && error.code === 'keeping-others')) throw error;
    logError(folder, error);
    return { failure: error }; // what is there is opened
  }
}

interface Opened {
  db: Database.Database;
  parts: ReturnType<typeof partsOf>;
  notices: LabError[];
}

/** Opens the database of a folder; one that cannot be opened because it is damaged or gone, once a backup has its place. */
export function openOrRescue(folder: string): Opened {
  try {
    return (
      openUnlessDamaged(folder) ??
      // one at a time: what another process has just put in its place is opened, and not put aside
      holdingNow(folder, () => {
        const found = openUnlessDamaged(folder);
        if (found) return found;
        const notice = rescue(folder);
        const opened = openPatiently(folder);
        return { ...opened, notices: [notice, ...opened.notices] };
      })
    );
  } catch (error) {
    throw unopened(error, folder);
  }
}

/** null: it is damaged or gone. */
function openUnlessDamaged(folder: string): Opened | null {
  try {
    return isGone(folder) ? null : openPatiently(folder);
  } catch (error) {
    if (isDamage(folder, error)) return null;
    throw error;
  }
}

/** Opens the database, waiting while another process makes it: where two begin a journal at once, SQLite refuses one of them
 *  without any patience. */
function openPatiently(folder: string): Opened {
  checkLocks(folder);
  const until = performance.now() + LONG_PATIENCE; // whoever sets the clock meanwhile
  for (;;) {
    try {
      return openAtOnce(folder);
    } catch (error) {
      if (isUnshared(error)) throw withoutLocks(folder);
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function openAtOnce(folder: string): Opened {
  const file = join(folder, databaseName);
  const notices: LabError[] = [];
  if (existsSync(file)) notices.push(...lookAt(folder, file));
  else emptyDatabase(folder);
  const db = new Database(file, { timeout: LONG_PATIENCE });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL'); // a batch that was acknowledged survives a power cut
    db.pragma('foreign_keys = ON');
    db.pragma('journal_size_limit = 16777216'); // a large deletion leaves no large log behind
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > 0 && version < migrations.length) keepEarlier(folder, db);
    migrate(db);
    db.pragma(`busy_timeout = ${PATIENCE}`);
    const parts = partsOf(db);
    if (parts.experiments.all().length < parts.experiments.size)
      notices.push(new LabError('store-damaged', { file: databaseName }));
    return { db, parts, notices };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Looks at what there is, read-only, so that a file that is not ours stays as it is, to the byte; and whether it has all that was
 *  acknowledged. @returns what is to be told */
function lookAt(folder: string, file: string): LabError[] {
  const noted = notedIn(folder); // before the database, which others may write to meanwhile
  let aside = putForeignLogAside(folder, noted);
  const look = new Database(file, { readonly: true, timeout: LONG_PATIENCE });
  try {
    checkOwnership(look, databaseName);
    if (Number(look.pragma('user_version', { simple: true })) === migrations.length) tryOut(look);
    const lost = lostFrom(look, noted);
    if (lost) aside ??= keepLog(folder);
    noteStanding(folder, look, noted);
    return lost ? [lossOf(lost, aside)] : [];
  } finally {
    look.close();
  }
}

/** Reads what every start reads, before anything is written: a damaged database is to be put aside as it is, and closing one that may be
 *  written carries its log out. */
function tryOut(look: Database.Database): void {
  try {
    const { settings, experiments } = partsOf(look);
    settings.all();
    experiments.all();
    look.prepare('SELECT id FROM labs').all();
    look.prepare('SELECT count FROM acknowledged').all();
  } catch (error) {
    // the list of runs is to be made anew, as after an update
    if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_READONLY'))) throw error;
  }
}

/** All that works with the database. */
function partsOf(db: Database.Database) {
  const listing = new RunListing(db);
  const runs = new Runs(db, listing);
  const frames = new Frames(db);
  return {
    settings: new Settings(db),
    experiments: new Experiments(db),
    presets: new SavedPresets(db),
    dataSets: new DataSets(db),
    runs,
    marks: new RunMarks(db, listing),
    list: new RunQueries(db, (ids) => runs.some(ids)),
    frames,
    upkeep: new Upkeep(db),
    sweeps: new Sweeps(db, runs, frames),
  };
}
