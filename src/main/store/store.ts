import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Sizes } from '../../core/contract/keeping.ts';
import type { RunQuery, RunsSummary, StorageUsed } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import type { Progress } from '../../core/run.ts';
import type { Writer } from '../../core/verification.ts';
import { copyDatabase } from '../keeping/copy.ts';
import { logError } from '../keeping/log.ts';
import { sizesOf } from '../keeping/sizes.ts';
import { Acknowledged } from './acknowledged.ts';
import type { DataSets } from './data-sets.ts';
import type { Experiments } from './experiments.ts';
import type { Frames } from './frames.ts';
import { Place } from './place.ts';
import { forget, isPresent, Presence } from './presence.ts';
import type { RunMarks } from './run-marks.ts';
import type { RunQueries } from './run-query.ts';
import { storageUsed, summaryOf } from './run-summary.ts';
import type { Runs } from './runs.ts';
import type { SavedPresets } from './saved-presets.ts';
import type { Settings } from './settings.ts';
import type { Kept, Sweeps } from './sweeps.ts';
import { databaseName, fromSqlite, guarded } from './sqlite-error.ts';
import type { Upkeep } from './upkeep.ts';
import { LONG_PATIENCE, openOrRescue, PATIENCE, restoredIn, type Restored } from './opening.ts';

/** Everything that is kept: one SQLite file in the data folder. */
export class Store {
  readonly settings: Settings;
  readonly experiments: Experiments;
  readonly presets: SavedPresets;
  readonly dataSets: DataSets;
  readonly runs: Runs;
  readonly marks: RunMarks;
  /** The runs as a list that is asked for by the window of rows. */
  readonly list: RunQueries;
  readonly frames: Frames;
  readonly upkeep: Upkeep;
  readonly sweeps: Sweeps;
  /** What came of a backup that was to take the database's place when it was opened. */
  readonly restored: Restored | null;
  /** What a person has to hear of how the folder was found, each one sentence: store-rescued, store-lost. */
  readonly notices: readonly LabError[];
  private readonly acknowledged: Acknowledged;
  private readonly folder: string;
  private readonly db: Database.Database;
  private readonly place: Place;
  private readonly appendBatch: Store['append'];
  private presence: Presence | null = null;

  /** Opens the folder's database, making both where they are missing, and marks what dead labs left running. Where it is damaged so
   *  that it cannot be opened, it is put aside and the newest backup restored (keeping/rescue.ts).
   *  @throws LabError store-foreign, store-newer (nothing was changed then), store-locked, store-full, folder-unusable */
  constructor(folder: string) {
    this.folder = folder;
    this.restored = guarded(() => restoredIn(folder));
    const { db, parts, notices } = openOrRescue(folder);
    this.db = db;
    this.place = new Place(join(folder, databaseName), databaseName);
    this.notices = notices;
    for (const notice of notices) logError(folder, notice);
    ({
      settings: this.settings,
      experiments: this.experiments,
      presets: this.presets,
      dataSets: this.dataSets,
      runs: this.runs,
      marks: this.marks,
      list: this.list,
      frames: this.frames,
      upkeep: this.upkeep,
      sweeps: this.sweeps,
    } = parts);
    this.acknowledged = new Acknowledged(folder, db);
    this.acknowledged.note();
    const append = this.db.transaction<Store['append']>((run, first, frames, progress) => {
      this.frames.add(run, first, frames);
      this.upkeep.note(run, first, frames, progress);
      const bytes = frames.reduce((sum, { length }) => sum + length, 0);
      this.runs.advance(run, progress, frames.length, bytes);
    });
    this.appendBatch = (...batch) => append.immediate(...batch);
    guarded(() => {
      this.markInterrupted();
    });
  }

  /** Makes this process known to others as the trainer of runs. @returns its id, the same every time */
  announce(): string {
    if (this.presence) return this.presence.id;
    const presence = new Presence(this.folder);
    try {
      // only after the lock is held: whoever reads the table may test it
      this.patiently(() => this.db.prepare('INSERT INTO labs (id) VALUES (?)').run(presence.id));
    } catch (error) {
      presence.close();
      throw error;
    }
    this.presence = presence;
    return presence.id;
  }

  /** Does what has to be written once, waiting longer where another process writes just now.
   *  @throws LabError store-full, store-locked, store-unwritable */
  patiently<T>(write: () => T): T {
    this.place.check();
    this.db.pragma(`busy_timeout = ${LONG_PATIENCE}`);
    try {
      return guarded(write);
    } finally {
      this.db.pragma(`busy_timeout = ${PATIENCE}`);
    }
  }

  /** Its id where this process is known to others, else null. */
  get announced(): string | null {
    return this.presence?.id ?? null;
  }

  /** Stores a batch of frames and where the run now is, all or nothing. `first` is the ordinal of the first frame.
   *  @throws LabError store-full, store-locked, store-unwritable */
  append(run: number, first: number, frames: readonly Uint8Array[], progress: Progress): void {
    this.place.check();
    guarded(() => {
      this.appendBatch(run, first, frames, progress);
    });
    this.acknowledged.note({ run, step: progress.step, frames: first + frames.length });
  }

  /** Whether another lab, which still runs, has this id. */
  isElsewhere(lab: string | null): boolean {
    return lab !== null && lab !== this.presence?.id && isPresent(this.folder, lab);
  }

  /** Stores what runs of sweeps have come to, all or nothing. @returns their ids, as store/sweeps.ts says
   *  @throws LabError store-full, store-locked, store-unwritable */
  keep(kept: readonly Kept[], writer?: Writer): (number | null)[] {
    this.place.check();
    const lab = this.announce();
    return guarded(() => this.sweeps.keep({ lab, writer }, kept));
  }

  /** Runs whose process died while they were live become `interrupted`; their frames stay. */
  markInterrupted(): void {
    const labs = this.db.prepare<[], { id: string }>('SELECT id FROM labs').all();
    for (const { id } of labs) {
      if (id === this.presence?.id || isPresent(this.folder, id)) continue;
      try {
        this.retire(id);
      } catch (error) {
        // a full disk must not keep the lab closed: it is where runs can be deleted
        if (fromSqlite(error) instanceof LabError) return;
        throw error;
      }
      forget(this.folder, id);
    }
  }

  /** A lab is gone or about to go: what it has left live is interrupted. */
  private retire(id: string): void {
    const retire = this.db.transaction(() => {
      this.runs.interrupt(id);
      this.db.prepare('DELETE FROM labs WHERE id = ?').run(id);
    });
    this.patiently(() => retire.immediate());
  }

  /** Bytes in use, without the pages that deleted runs left to be filled again. */
  size(): number {
    const pragma = (name: string): number => Number(this.db.pragma(name, { simple: true }));
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  }

  summary(query: RunQuery): RunsSummary {
    return summaryOf(this.db, this.list, query);
  }

  storage(): StorageUsed {
    return storageUsed(this.db, this.size());
  }

  /** What the file takes, and what for. */
  sizes(): Sizes {
    return sizesOf(this.db, join(this.folder, databaseName));
  }

  /** Copies all of it into a file, as it is at this moment. @returns whether it could be read @throws LabError store-full and others of
   *  the file's disk */
  async copyTo(file: string): Promise<boolean> {
    try {
      await copyDatabase(this.db, file, () => undefined);
      return true;
    } catch (error) {
      if (this.isReadable()) throw error;
      return false;
    }
  }

  private isReadable(): boolean {
    try {
      this.db.prepare('PRAGMA quick_check(1)').get();
      return true;
    } catch {
      return false;
    }
  }

  /** Another value after every change, by whomever. */
  get version(): string {
    const changes = this.db.prepare('SELECT total_changes()').pluck().get();
    return `${Number(changes)} ${Number(this.db.pragma('data_version', { simple: true }))}`;
  }

  /** Lets the file grow no further than this; for trying out a full disk. */
  limitSize(bytes: number): void {
    this.db.pragma(`max_page_count = ${Math.ceil(bytes / Number(this.db.pragma('page_size', { simple: true })))}`);
  }

  close(): void {
    if (!this.db.open) return;
    try {
      if (this.presence) this.retire(this.presence.id);
    } catch (error) {
      // on a full disk whoever opens the folder next does it: nobody holds the lock then
      if (!(fromSqlite(error) instanceof LabError)) throw error;
    }
    this.acknowledged.close();
    this.db.close();
    this.presence?.close();
    this.presence = null;
  }
}
