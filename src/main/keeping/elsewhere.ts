import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { CallName } from '../../core/contract/window.ts';
import { movedSchema, type Moved } from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { isLive } from '../../core/run.ts';
import { reasonOf } from '../reasons.ts';
import type { Unsaved } from '../recorder.ts';
import { databaseName, fromSqlite, isSqlite } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { PART } from './backups.ts';
import { toDisk } from './copy.ts';
import { openDatabase, problemsOf } from './database.ts';
import { clear, copyBeside, leaveNote, refusePlace, unusableFor } from './move.ts';
import { isOpen } from './replace.ts';

/** The setting by which the lab that opens in the new folder knows where it comes from, until it has told. */
export const MOVED_KEY = 'moved';
/** How often it is copied anew, because somebody has stored something meanwhile. */
const TRIES = 5;

/** What a window may ask meanwhile. */
export const readingCalls: ReadonlySet<CallName> = new Set([
  'hello',
  'experiments',
  'history',
  'presets',
  'runs',
  'runIds',
  'runFacts',
  'storage',
  'open',
  'pull',
  'frames',
  'scalars',
  'dataFolder',
]);

/** Takes all that a lab has to another folder: what lies in its own, and what could not be stored there. The database is read through the
 *  connection that the lab has, which often still reads where nobody could open it any more. Where it cannot be read either, the
 *  newest backup stands in for it, or the other folder begins empty. The lab has nothing to do meanwhile.
 *  @throws LabError folder-unusable, store-full, keeping-others, keeping-failed: then nothing has changed, and what was copied is taken
 *  away again */
export async function takeElsewhere(
  store: Store,
  unsaved: readonly Unsaved[],
  from: string,
  to: string,
): Promise<void> {
  refusePlace(from, to);
  try {
    const file = join(to, databaseName);
    const whole = await copied(store, file);
    const sound = whole && isSound(file);
    const beside = (): string[] =>
      copyBeside(from, to).map(({ name, error }) => `${name} (${reasonOf(error, 'read')})`);
    // a backup among it is opened where the database cannot be
    const before = sound ? [] : beside();
    const there = new Store(to);
    try {
      const rescued = there.notices.find(({ code }) => code === 'store-rescued');
      const has = whole && !rescued ? 'all' : rescued && rescued.values['backup'] !== '' ? 'backup' : 'nothing';
      const amounts = append(there, unsaved, has === 'all');
      const missing = sound ? beside() : before;
      tellLater(there, { from, left: null, has, missing, ...amounts });
    } finally {
      there.close();
    }
  } catch (error) {
    clear(from, to);
    const known = unusableFor(to, fromSqlite(error));
    throw known instanceof LabError ? known : new LabError('keeping-failed', { reason: String(known) });
  }
}

/** After that, and once the lab has closed: has the old folder say where everything is. Where it cannot be changed, or its database could
 *  not be read, it stays as it is. */
export function sayWhere(from: string, to: string): void {
  try {
    const there = new Store(to);
    try {
      const { data } = movedSchema.safeParse(there.settings.all()[MOVED_KEY]);
      if (data?.has !== 'all' || isOpen(join(from, databaseName))) return;
      tellLater(there, { ...data, left: leaveNote(from, to) });
    } finally {
      there.close();
    }
  } catch {
    return; // a disk that is full, forbidden or gone is why a person goes elsewhere
  }
}

/** How the lab came here from another folder, told once; null where it did not. */
export function lastMove(store: Store): Moved | null {
  const { data } = movedSchema.safeParse(store.settings.all()[MOVED_KEY]);
  if (!data) return null;
  try {
    store.patiently(() => store.settings.forget(MOVED_KEY));
  } catch (error) {
    if (!(error instanceof LabError)) throw error; // it is told again the next time
  }
  return data;
}

const tellLater = (store: Store, moved: Moved): void => store.patiently(() => store.settings.set(MOVED_KEY, moved));

/** @returns whether the database could be read @throws LabError keeping-others */
async function copied(store: Store, file: string): Promise<boolean> {
  const part = `${file}${PART}`;
  for (let n = 0; n < TRIES; n++) {
    const { version } = store;
    if (!(await store.copyTo(part))) return false;
    if (store.version !== version) continue;
    toDisk(part);
    renameSync(part, file);
    return true;
  }
  throw new LabError('keeping-others');
}

function isSound(file: string): boolean {
  try {
    const copy = openDatabase(file, 'read');
    try {
      return problemsOf(copy, 'quick').length === 0;
    } finally {
      copy.close();
    }
  } catch (error) {
    if (error instanceof LabError || isSqlite(error)) return false; // opening it says more
    throw error;
  }
}

/** Stores what waits behind all that came before it; where not all of that is here, it has no place.
 *  @param isWhole whether the runs are the same */
function append(there: Store, unsaved: readonly Unsaved[], isWhole: boolean): Pick<Moved, 'saved' | 'lost'> {
  let saved = 0;
  let lost = 0;
  for (const { run, first, batches } of unsaved) {
    let next = first;
    for (const { frames, progress } of batches) {
      if (!isWhole || there.runs.some([run]).get(run)?.frames !== next) {
        lost += frames.length;
        continue;
      }
      const status = isLive(progress.status) ? 'interrupted' : progress.status;
      there.append(run, next, frames, { ...progress, speed: 0, status });
      next += frames.length;
      saved += frames.length;
    }
  }
  return { saved, lost };
}
