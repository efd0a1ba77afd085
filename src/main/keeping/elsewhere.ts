import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { movedSchema, type Keeping, type Moved } from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { isLive } from '../../core/run.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { Unsaved } from '../recorder.ts';
import { databaseName, fromSqlite } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { PART, seal } from './backups.ts';
import { logError } from './log.ts';
import { copyBeside, empty, leaveNote, refusePlace, unusableFor } from './move.ts';
import { isOpen } from './replace.ts';

/** The setting by which the lab that opens in the new folder knows where it comes from, until it has told. */
const KEY = 'moved';

/** Takes all that a lab has to another folder, before it closes: what lies in its own, and what could not be stored there. The database
 *  is read through the connection that the lab has, which often still reads where nobody could open it any more. Where it cannot be
 *  read either, the other folder begins with the newest backup, or empty.
 *  @returns whether it did; if not, nothing is left in the other folder, and the lab that opens here next says why */
export async function takeElsewhere(
  store: Store,
  unsaved: readonly Unsaved[],
  from: string,
  to: string,
): Promise<boolean> {
  let begun = false;
  try {
    refusePlace(from, to);
    begun = true;
    const missing = copyBeside(from, to).map(({ name }) => name);
    const whole = await copied(store, join(to, databaseName));
    const there = new Store(to);
    try {
      const { saved, lost } = append(there, unsaved);
      const rescued = there.notices.some(({ code, values }) => code === 'store-rescued' && values['backup'] !== '');
      const has = whole ? 'all' : rescued ? 'backup' : 'nothing';
      tellLater(there, { from, left: null, has, missing, saved, lost });
    } finally {
      there.close();
    }
    return true;
  } catch (error) {
    if (begun) empty(to);
    stays(store, from, unusableFor(to, fromSqlite(error)));
    return false;
  }
}

function stays(store: Store, from: string, error: unknown): void {
  if (!(error instanceof LabError)) throw error;
  logError(from, error);
  try {
    store.patiently(() => store.settings.set(KEY, { failed: errorSentence(error) }));
  } catch (failed) {
    if (!(failed instanceof LabError)) throw failed; // it cannot be stored here: the log says it, where that can be written
  }
}

/** After that, and once the lab has closed: has the old folder say where everything is. Where it cannot be changed, or its database could
 *  not be read, it stays as it is. */
export function sayWhere(from: string, to: string): void {
  const there = new Store(to);
  try {
    const { data } = movedSchema.safeParse(there.settings.all()[KEY]);
    if (data?.has !== 'all' || isOpen(join(from, databaseName))) return;
    tellLater(there, { ...data, left: leaveNote(from, to) });
  } catch {
    return; // a disk that is full, forbidden or gone is why a person goes elsewhere
  } finally {
    there.close();
  }
}

/** What came of a move, told once: to the lab that opens in the new folder, or again in the old one. null: there was none. */
export function lastMove(store: Store): Keeping['last'] {
  const { data } = toTellSchema.safeParse(store.settings.all()[KEY]);
  if (!data) return null;
  store.patiently(() => store.settings.forget(KEY));
  const at = Date.now();
  if (!('failed' in data)) return { at, result: { act: 'move', ...data } };
  return { at, act: 'move', failure: { code: 'keeping-failed', values: { reason: data.failed }, problems: [] } };
}

const toTellSchema = z.union([movedSchema, z.object({ failed: z.string() })]);
const tellLater = (store: Store, moved: Moved): void => store.patiently(() => store.settings.set(KEY, moved));

/** @returns whether the database could be read */
async function copied(store: Store, file: string): Promise<boolean> {
  const part = `${file}${PART}`;
  try {
    await store.copyTo(part);
    seal(part);
    renameSync(part, file);
    return true;
  } catch (error) {
    rmSync(part, { force: true });
    // the other disk's
    if (error instanceof LabError && error.code === 'store-full') throw error;
    return false;
  }
}

/** Stores what waits, where it follows all that came before it; of a run that could not be read so far it is lost. */
function append(there: Store, unsaved: readonly Unsaved[]): Pick<Moved, 'saved' | 'lost'> {
  let saved = 0;
  let lost = 0;
  for (const { run, first, batches } of unsaved)
    for (const { frames, progress } of batches) {
      const status = isLive(progress.status) ? 'interrupted' : progress.status;
      const before = there.runs.some([run]).get(run)?.frames;
      if (before === undefined || before < first) {
        lost += frames.length;
        continue;
      }
      there.append(run, before, frames, { ...progress, speed: 0, status });
      saved += frames.length;
    }
  return { saved, lost };
}
