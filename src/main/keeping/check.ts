import Database from 'better-sqlite3';
import type { CheckReport, DamagedFrame } from '../../core/contract/keeping.ts';
import { sha256Of } from '../store/data-sets.ts';
import { intact } from '../store/frames.ts';
import { databaseOf, openDatabase, problemsOf } from './database.ts';
import { breath, seldom, type Tell } from './tell.ts';

/** Frames read between two breaths, and at most so many listed. */
const ROWS = 64;
const LISTED = 1000;

interface Row {
  ordinal: number;
  step: number;
  kind: string;
  crc32: number;
  bytes: Uint8Array;
}

/** Checks all that is stored: the file by SQLite itself, what refers to what, every frame by its CRC32, every data set by its
 *  SHA-256. Nothing is changed, and others may write meanwhile. @throws LabError file-unreadable, store-foreign, store-newer */
export async function checkDatabase(folder: string, tellAll: Tell): Promise<CheckReport> {
  const began = performance.now();
  const tell = seldom(tellAll);
  const db = openDatabase(databaseOf(folder), 'read');
  try {
    tell({ phase: 'pages', done: null, of: null });
    db.exec('BEGIN'); // one moment of it, however long a run goes on meanwhile
    await breath(); // SQLite answers when it is done, and until then nothing is told
    const problems = [...problemsOf(db, 'whole'), ...lost(db)];
    const found = await checkFrames(db, tell, problems);
    const dataSets = checkDataSets(db, problems);
    return { ...found, problems, dataSets, seconds: (performance.now() - began) / 1000 };
  } finally {
    db.close();
  }
}

/** What refers to something that is not there. */
function lost(db: Database.Database): string[] {
  const problems: string[] = [];
  const found = attempt(problems, () => {
    const rows = db.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
    const tables = [...new Set(rows.map(({ table }) => table))];
    return tables.map((table) => `${table}: rows that belong to nothing`);
  }).value;
  return [...problems, ...found];
}

async function checkFrames(
  db: Database.Database,
  tell: Tell,
  problems: string[],
): Promise<Pick<CheckReport, 'frames' | 'damaged' | 'more'>> {
  const runs = attempt(problems, () =>
    db.prepare<[], { id: number; name: string; frames: number }>('SELECT id, name, frames FROM runs ORDER BY id').all(),
  ).value;
  const next = db.prepare<[number, number, number], Row>(
    'SELECT ordinal, step, kind, crc32, bytes FROM frames WHERE run = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
  );
  const of = runs.reduce((sum, { frames }) => sum + frames, 0);
  const damaged: DamagedFrame[] = [];
  let [frames, done, more] = [0, 0, 0];
  for (const { id: run, name, frames: recorded } of runs) {
    for (let [after, last] = [-1, false]; !last;) {
      const { value: rows, failed } = attempt(problems, () => next.all(run, after, ROWS));
      for (const { ordinal, step, kind, ...row } of rows) {
        if (intact(row)) continue;
        if (damaged.length < LISTED) damaged.push({ run, name, ordinal, step, keyframe: kind === 'keyframe' });
        else more++;
      }
      frames += rows.length;
      after = rows.at(-1)?.ordinal ?? after;
      last = failed || rows.length < ROWS;
      tell({ phase: 'frames', done: Math.min(of, done + Math.max(0, after + 1)), of });
      await breath();
    }
    done += recorded;
  }
  return { frames, damaged, more };
}

function checkDataSets(db: Database.Database, problems: string[]): string[] {
  const all = attempt(problems, () =>
    db.prepare<[], { sha256: string; name: string }>('SELECT sha256, name FROM data_sets ORDER BY name').all(),
  ).value;
  const bytes = db.prepare<[string], Uint8Array>('SELECT bytes FROM data_sets WHERE sha256 = ?').pluck();
  return all.flatMap(({ sha256, name }) => {
    const [found] = attempt(problems, () => [bytes.get(sha256)]).value;
    return found && sha256Of(found) === sha256 ? [] : [name];
  });
}

/** Reads rows; where a page of the file is damaged that is a finding, and the check goes on. */
function attempt<T>(problems: string[], read: () => T[]): { value: T[]; failed: boolean } {
  try {
    return { value: read(), failed: false };
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    if (!problems.includes(error.message)) problems.push(error.message);
    return { value: [], failed: true };
  }
}
