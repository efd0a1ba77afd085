import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { LabErrorCode } from '../../../core/errors.ts';
import { frameAt } from '../../fake-trainer.ts';
import { databaseName } from '../sqlite-error.ts';
import { Store } from '../store.ts';

/** The run that is followed: so many batches of so many frames of so many numbers. */
export const BATCHES = 3;
export const BATCH = 4;
export const COLUMNS = 200;
/** Its name. */
export const FOLLOWED = 'Followed';

/** What failing-run.ts prints, each a line of JSON. */
export type Told =
  /** It was acknowledged in the n-th life. */
  | { type: 'done'; n: number; what: string }
  /** An error that is no sentence of ours. */
  | { type: 'bug'; n: number; act: string; stack: string }
  /** The life is over: how many calls there were, how many failed, what the person was told. */
  | { type: 'end'; n: number; counted: number; failed: number; errors: LabErrorCode[] };

/** Looks through what a life left. @returns what is wrong with it, given what was acknowledged */
export function wrongIn(folder: string, acknowledged: ReadonlySet<string>): string[] {
  const wrong: string[] = [];
  const store = new Store(folder); // the next start
  try {
    if (acknowledged.has('setting') && !('theme' in store.settings.all())) wrong.push('the setting is gone');
    if (acknowledged.has('experiment') && store.experiments.all().length === 0) wrong.push('the experiment is gone');
    const run = followed(folder);
    if (run === undefined) return acknowledged.has('begin') ? [...wrong, 'the run is gone'] : wrong;
    const { frames: count, progress } = store.runs.info(run);
    const { frames, damaged } = store.frames.readAfter(run, -1, 1e9);
    if (damaged.length > 0) wrong.push(`${damaged.length} frames are damaged`);
    if (frames.length !== count) wrong.push(`${frames.length} frames, and the run says ${count}`);
    if (count % BATCH !== 0) wrong.push(`half a batch: ${count} frames`);
    frames.forEach(({ ordinal, bytes }, i) => {
      if (ordinal !== i || !Buffer.from(bytes).equals(frameAt(i, COLUMNS))) wrong.push(`frame ${i} is another`);
    });
    for (let i = 0; i < BATCHES; i++)
      if (acknowledged.has(`batch ${i}`) && count < (i + 1) * BATCH) wrong.push(`batch ${i} is gone`);
    const { status } = progress;
    if (acknowledged.has('finish') ? status !== 'finished' : !/^(finished|interrupted)$/.test(status))
      wrong.push(`the run is ${status}`);
    if (acknowledged.has('note') && store.marks.noteOf(run) === '') wrong.push('the note is gone');
  } finally {
    store.close();
  }
  const left = readdirSync(folder).filter(
    (name) => !new RegExp(`^(${databaseName}|acknowledged.bin|keeping.lock|backups|logs)`).test(name),
  );
  if (left.length > 0) wrong.push(`left behind: ${left.join(', ')}`);
  return wrong;
}

/** The id of the run, by a connection of our own; SQLite says as well whether the file is whole. */
function followed(folder: string): number | undefined {
  const db = new Database(join(folder, databaseName), { readonly: true });
  try {
    const whole = [db.pragma('integrity_check', { simple: true }), db.pragma('foreign_key_check')];
    if (JSON.stringify(whole) !== '["ok",[]]') throw new Error(`not whole: ${JSON.stringify(whole)}`);
    return db.prepare<[string], number>('SELECT id FROM runs WHERE name = ?').pluck().get(FOLLOWED);
  } finally {
    db.close();
  }
}
