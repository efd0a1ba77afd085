import type { Database, Statement } from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import type { Progress } from '../../core/run.ts';
import type { Metrics, PointResult, SweepStatus } from '../../core/sweep/results.ts';
import type { Sweep } from '../../core/sweep/schema.ts';
import type { Writer } from '../../core/verification.ts';
import type { NewRun } from '../run-record.ts';
import type { Frames } from './frames.ts';
import { kept, type Runs } from './runs.ts';
import { stored } from './json.ts';

/** A sweep as it is stored. */
export interface SweepRow {
  id: number;
  experiment: number;
  /** The lab that runs it. */
  lab: string | null;
  name: string;
  createdAt: number;
  status: SweepStatus;
  processes: number;
  total: number;
}

/** How far the points of a sweep are. */
export interface Tally {
  done: number;
  failed: number;
  bytes: number;
}

/** What a point's run has come to, to be stored: `first` is the ordinal of its first frame here, and what was stored from there
 *  on is replaced. */
export interface Kept {
  /** The run's id where some of it is stored already. */
  id: number | null;
  run: NewRun;
  first: number;
  frames: readonly Uint8Array[];
  progress: Progress;
  /** How it ended; null where it goes on from its last keyframe. */
  metrics: Metrics | null;
}

/** A run that was begun and not ended: where it goes on. */
export interface Half {
  id: number;
  progress: Progress;
  keyframe: { ordinal: number; step: number; bytes: Uint8Array } | null;
}

/** Who trains runs of sweeps, and what writes them where that is known. */
interface By {
  lab: string;
  writer: Writer | undefined;
}

const columns = 'id, experiment, lab, name, created_at AS createdAt, status, processes, total';

/** The sweeps, and the runs that are their points. */
export class Sweeps {
  private readonly runs: Runs;
  private readonly frames: Frames;
  private readonly selectAll: Statement<[], SweepRow>;
  private readonly selectOne: Statement<[id: number], SweepRow>;
  private readonly selectDocument: Statement<[id: number], { document: string }>;
  private readonly insert: Statement<[Omit<SweepRow, 'id'> & { document: string }]>;
  private readonly update: Statement<[status: SweepStatus, lab: string | null, processes: number, id: number]>;
  private readonly updateName: Statement<[name: string, id: number]>;
  private readonly remove: Statement<[id: number]>;
  private readonly count: Statement<[sweep: number], Tally>;
  private readonly selectResults: Statement<
    [sweep: number],
    { point: number; run: number; outcome: PointResult['status'] | null; metrics: string | null }
  >;
  private readonly selectHalf: Statement<[sweep: number, point: number], { id: number; progress: string }>;
  private readonly setRun: Statement<
    [progress: string, frames: number, bytes: number, outcome: string | null, metrics: string | null, id: number]
  >;
  private readonly removePoint: Statement<[sweep: number, point: number]>;
  private readonly keepAll: (by: By, kept: readonly Kept[]) => (number | null)[];
  private readonly forgetAll: (sweep: number, points: readonly number[]) => void;

  constructor(db: Database, runs: Runs, frames: Frames) {
    this.runs = runs;
    this.frames = frames;
    this.selectAll = db.prepare(`SELECT ${columns} FROM sweeps ORDER BY id`);
    this.selectOne = db.prepare(`SELECT ${columns} FROM sweeps WHERE id = ?`);
    this.selectDocument = db.prepare('SELECT document FROM sweeps WHERE id = ?');
    this.insert = db.prepare(
      `INSERT INTO sweeps (experiment, lab, name, created_at, status, processes, total, document)
       VALUES (@experiment, @lab, @name, @createdAt, @status, @processes, @total, @document)`,
    );
    this.update = db.prepare('UPDATE sweeps SET status = ?, lab = ?, processes = ? WHERE id = ?');
    this.updateName = db.prepare('UPDATE sweeps SET name = ? WHERE id = ?');
    this.remove = db.prepare('DELETE FROM sweeps WHERE id = ?');
    this.count = db.prepare(
      `SELECT coalesce(sum(outcome = 'finished'), 0) AS done, coalesce(sum(outcome <> 'finished'), 0) AS failed,
       coalesce(sum(bytes), 0) AS bytes FROM runs WHERE sweep = ? AND ${kept}`,
    );
    this.selectResults = db.prepare(
      `SELECT point, id AS run, outcome, metrics FROM runs WHERE sweep = ? AND ${kept} ORDER BY point`,
    );
    this.selectHalf = db.prepare('SELECT id, progress FROM runs WHERE sweep = ? AND point = ?');
    this.setRun = db.prepare(
      'UPDATE runs SET progress = ?, frames = ?, bytes = bytes + ?, outcome = ?, metrics = ? WHERE id = ?',
    );
    this.removePoint = db.prepare('DELETE FROM runs WHERE sweep = ? AND point = ?');
    const keep = db.transaction((by: By, kept: readonly Kept[]) => kept.map((one) => this.keepOne(by, one)));
    this.keepAll = (by, kept) => keep.immediate(by, kept);
    const forget = db.transaction((sweep: number, points: readonly number[]) => {
      for (const point of points) this.removePoint.run(sweep, point);
    });
    this.forgetAll = (sweep, points) => forget.immediate(sweep, points);
  }

  all(): SweepRow[] {
    return this.selectAll.all();
  }

  /** @throws LabError sweep-unknown */
  get(id: number): SweepRow {
    return known(this.selectOne.get(id), id);
  }

  /** @throws LabError sweep-unknown */
  document(id: number): Sweep {
    return stored(known(this.selectDocument.get(id), id).document) as Sweep; // checked when it was stored
  }

  create(row: Omit<SweepRow, 'id'>, sweep: Sweep): SweepRow {
    const { lastInsertRowid } = this.insert.run({ ...row, document: JSON.stringify(sweep) });
    return { ...row, id: Number(lastInsertRowid) };
  }

  set({ id, status, lab, processes }: Pick<SweepRow, 'id' | 'status' | 'lab' | 'processes'>): void {
    this.update.run(status, lab, processes, id);
  }

  /** @throws LabError sweep-unknown */
  rename(id: number, name: string): void {
    if (this.updateName.run(name, id).changes === 0) throw new LabError('sweep-unknown', { sweep: id });
  }

  /** With all its runs. @throws LabError sweep-unknown */
  delete(id: number): void {
    if (this.remove.run(id).changes === 0) throw new LabError('sweep-unknown', { sweep: id });
  }

  tally(id: number): Tally {
    return this.count.get(id) ?? { done: 0, failed: 0, bytes: 0 };
  }

  /** Every point that has a run, in order; one that can go on is `paused`. */
  results(id: number): PointResult[] {
    return this.selectResults.all(id).map(({ point, run, outcome, metrics }) => ({
      point,
      run,
      status: outcome ?? 'paused',
      metrics: metrics === null ? null : (stored(metrics) as Metrics),
    }));
  }

  /** The run of a point that is not at its end. A keyframe that is damaged is none. */
  half(sweep: number, point: number): Half | null {
    const row = this.selectHalf.get(sweep, point);
    if (!row) return null;
    return { ...row, progress: stored(row.progress) as Progress, keyframe: this.frames.lastKeyframe(row.id) };
  }

  /** Stores what some runs have come to, all or nothing. @returns the ids of the runs; null where one was deleted in between,
   *  and with it what came before */
  keep(by: By, kept: readonly Kept[]): (number | null)[] {
    return this.keepAll(by, kept);
  }

  /** Forgets the runs of some points. */
  forget(sweep: number, points: readonly number[]): void {
    this.forgetAll(sweep, points);
  }

  private keepOne({ lab, writer }: By, { id, run, first, frames, progress, metrics }: Kept): number | null {
    const outcome = metrics && progress.status;
    const told = JSON.stringify(progress);
    const result = metrics && JSON.stringify(metrics);
    const size = frames.reduce((sum, { length }) => sum + length, 0);
    const { sweep } = run.info;
    // a part of it may have been stored since it was asked for
    const there = id ?? (sweep && this.selectHalf.get(sweep.id, sweep.point)?.id) ?? null;
    if (there !== null) {
      const gone = this.frames.removeFrom(there, first);
      if (this.setRun.run(told, first + frames.length, size - gone, outcome, result, there).changes > 0) {
        this.frames.add(there, first, frames);
        return there;
      }
    }
    if (first > 0) return null; // deleted meanwhile
    const { id: fresh } = this.runs.create(lab, { ...run, info: { ...run.info, progress } }, writer);
    this.setRun.run(told, frames.length, size, outcome, result, fresh);
    this.frames.add(fresh, 0, frames);
    return fresh;
  }
}

function known<T>(row: T | undefined, sweep: number): T {
  if (!row) throw new LabError('sweep-unknown', { sweep });
  return row;
}
