import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { presets } from '../../../core/plan/presets.ts';
import { framesFrom, progressAt } from '../../fake-trainer.ts';
import { newRun } from '../../run-record.ts';
import { databaseName } from '../../store/sqlite-error.ts';
import { Store } from '../../store/store.ts';

/** For tests: stores two runs of so many frames of so many bytes, a data set and a note. @returns the runs' ids */
export function fill(folder: string, frames: number, bytes: number): number[] {
  const store = new Store(folder);
  try {
    store.experiments.create(presets.moons);
    store.dataSets.add(
      'points.csv',
      Uint8Array.from({ length: 5000 }, (_, i) => i % 251),
    );
    return [0, 1].map((n) => {
      const run = store.runs.create(store.announce(), newRun(1, { ...presets.moons, name: `Run ${n + 1}` }, false)).id;
      for (let first = 0; first < frames; first += 100) {
        const count = Math.min(100, frames - first);
        store.append(run, first, framesFrom(first, count, bytes), progressAt(first + count - 1));
      }
      store.append(run, frames, [], progressAt(frames, 'finished'));
      store.marks.note(run, 'kept *well*');
      return run;
    });
  } finally {
    store.close();
  }
}

/** For tests: a hash of every value of every table of a database, but those of who has it open, and how many
 *  changes it counted. */
export function valuesOf(file: string): string {
  const db = new Database(file, { readonly: true });
  try {
    const hash = createHash('sha256');
    const tables = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('labs', 'acknowledged') ORDER BY name",
      )
      .pluck()
      .all();
    for (const table of tables) {
      hash.update(`${table}\n`);
      const rows = db.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`).raw().all() as unknown[][];
      for (const row of rows)
        for (const value of row) hash.update(value instanceof Uint8Array ? value : `${JSON.stringify(value)};`);
    }
    return hash.digest('hex');
  } finally {
    db.close();
  }
}

export const valuesIn = (folder: string): string => valuesOf(join(folder, databaseName));
