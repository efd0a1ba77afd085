import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Amounts } from '../../../core/contract/carry.ts';
import { presets } from '../../../core/plan/presets.ts';
import { labelKey, labelSchema } from '../../carry/carried.ts';
import { contentDigest } from '../../carry/digest.ts';
import { exportFile } from '../../carry/export.ts';
import { importFile } from '../../carry/import.ts';
import { databaseName } from '../../store/sqlite-error.ts';
import { Store } from '../../store/store.ts';
import { RealLab } from './real-lab.ts';

export const everything = { experiments: [], runs: [] };

export const shaOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

export const storeOf = (folder: string): string => join(folder, databaseName);

/** All rows of a table of a file or a folder's store. */
export function rowsOf<T = Record<string, unknown>>(path: string, sql: string): T[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

/** What a store holds. */
export function digestOf(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    return contentDigest(db);
  } finally {
    db.close();
  }
}

/** Changes a file by SQL and has its label say the sum of the rows that are there then, as somebody would who makes such a file.
 *  @param more what is changed of the label as well */
export function signAnew(path: string, sql: string, more: Record<string, unknown> = {}): void {
  const db = new Database(path);
  try {
    db.unsafeMode(true); // the schema is changed as well
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(labelKey) ?? '';
    const label = { ...labelSchema.parse(JSON.parse(text)), sha256: contentDigest(db), ...more };
    db.prepare('UPDATE settings SET value = ? WHERE key = ?').run(JSON.stringify(label), labelKey);
  } finally {
    db.close();
  }
}

/** A lab that has written a file to carry: a run with a note, its branch with a tag, and a sweep of two points. */
export class Carried {
  readonly room = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  readonly file = join(this.room, 'ada.goldilocks');
  readonly lab: RealLab;
  /** What is in the file. */
  readonly amounts: Amounts;

  private constructor(lab: RealLab) {
    this.lab = lab;
    ({ amounts: this.amounts } = exportFile(lab.folder, this.file, everything, 'Ada'));
  }

  static async make(): Promise<Carried> {
    const lab = new RealLab();
    const short = { ...presets.moons, length: { steps: 30 } };
    const { value } = await lab.client.call('createExperiment', { plan: short });
    const start = await lab.client.call('start', { experiment: value.id, plan: short, speed: null, paused: false });
    const run = await lab.ended(start.value.info.id);
    await lab.client.call('noteRun', { run: run.id, note: 'a **note**' });
    const branch = await lab.branch(run.id, 12);
    await lab.client.call('tagRuns', { runs: [branch.id], add: ['mine'], remove: [] });
    const axes = [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.01, 0.05] } }];
    const sweep = { name: 'Rates', plan: short, axes, record: 'small' as const };
    await lab.client.call('createSweep', { experiment: value.id, sweep, paused: false, processes: 1 });
    await lab.until((event) => (event.type === 'sweep' && event.info.status === 'finished' ? event : undefined));
    return new Carried(lab);
  }

  async close(): Promise<void> {
    await this.lab.close();
    rmSync(this.room, { recursive: true });
  }

  /** A folder with an empty store. */
  emptyFolder(): string {
    const folder = mkdtempSync(join(this.room, 'folder-'));
    new Store(folder).close();
    return folder;
  }

  /** One with what the file has, changed by SQL. */
  changedFolder(sql: string): string {
    const folder = this.emptyFolder();
    importFile(folder, this.file);
    const db = new Database(storeOf(folder));
    db.exec(sql);
    db.close();
    return folder;
  }
}
