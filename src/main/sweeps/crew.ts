import { availableParallelism } from 'node:os';
import type { NativeFound } from '../../core/contract/native.ts';
import type { LabError } from '../../core/errors.ts';
import type { PointResult } from '../../core/sweep/results.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { Writer } from '../../core/verification.ts';
import type { Sources } from '../sources.ts';
import type { Store } from '../store/store.ts';
import type { SpawnTrainer } from '../trainer-host.ts';
import type { Active } from './active.ts';
import { endOf, jobOf, partOf, type Job } from './job.ts';
import { Keeper } from './keeper.ts';
import { Worker } from './worker.ts';

/** Processes that may die over one point. */
const TRIES = 2;

/** What the crew works with, and whom it tells. */
export interface CrewParts {
  store: Store;
  writer?: Writer;
  spawnTrainer: SpawnTrainer;
  sources: Sources;
  findNative: () => Promise<NativeFound>;
  /** Whether a run of the workbench trains just now. */
  isBusy: () => boolean;
  moved: (sweep: number) => void;
  /** Nothing of a sweep is under way any more: it is done, or was to settle. */
  settled: (active: Active) => void;
  /** What keeps results from being stored; null when nothing does any more. */
  hindered: (error: LabError | null) => void;
}

/** The computer's cores to spare: how many trainer processes a sweep usually has. */
export const sparedCores = (): number => Math.max(1, availableParallelism() - 1);

/** The trainer processes of all sweeps: hands points to them, and stores what comes back. */
export class Crew {
  readonly active = new Map<number, Active>();
  private readonly parts: CrewParts;
  private readonly keeper: Keeper;
  private workers: Worker[] = [];
  private asleep = false;

  constructor(parts: CrewParts) {
    this.parts = parts;
    const hindered = (error: LabError | null): void => {
      parts.hindered(error);
      if (!error) this.dispatch();
    };
    this.keeper = new Keeper(parts.store, hindered, parts.writer);
  }

  add(active: Active): void {
    this.active.set(active.row.id, active);
    this.dispatch();
  }

  /** Puts the points of a sweep aside, each with the keyframe that it goes on from; the sweep is told to have settled then. */
  halt(active: Active): void {
    active.settling = true;
    for (const worker of this.workers) if (worker.job?.sweep === active.row.id) worker.stop();
    this.settle();
  }

  /** Ends what a sweep has under way, without keeping it. */
  drop(active: Active): void {
    active.settling = true;
    this.end(this.workers.filter(({ job }) => job?.sweep === active.row.id));
    this.keeper.flush();
    this.keeper.drop(({ run }) => run.info.sweep?.id === active.row.id);
    for (const point of [...active.working]) active.putBack(point);
    active.storing.clear();
    this.settle();
  }

  /** Takes no more work while the computer sleeps or the lab closes, and puts all aside. */
  sleep(asleep: boolean): void {
    this.asleep = asleep;
    if (asleep) for (const worker of this.workers) worker.stop();
    else this.dispatch();
  }

  /** Stores what it can and ends all processes. */
  close(): void {
    this.keeper.close();
    this.end(this.workers);
    this.active.clear();
  }

  /** Gives work to as many processes as may have some, and takes it from those that are too many. */
  dispatch(): void {
    const limit = this.limit();
    const busy = (): Worker[] => this.workers.filter(({ job, isStopping }) => job && !isStopping);
    for (const worker of busy().slice(limit)) worker.stop();
    for (const active of this.active.values())
      while (this.mayTake(active) && busy().length < limit) {
        const point = active.take();
        if (point === undefined) break;
        this.begin(active, point);
      }
    this.settle();
  }

  /** How far the runs of a sweep are that are at work. */
  shares({ row }: Active): PointResult[] {
    return this.workers.flatMap(({ job }): PointResult[] => {
      if (job?.sweep !== row.id || job.progress.step === 0) return [];
      const share = job.progress.step / job.run.info.steps;
      return [{ point: job.point, run: job.id, status: 'running', metrics: null, share }];
    });
  }

  private mayTake({ settling, working, row }: Active): boolean {
    return !settling && !this.keeper.isHeld && working.size < row.processes;
  }

  private limit(): number {
    if (this.asleep) return 0;
    const most = Math.max(0, ...[...this.active.values()].map(({ row }) => row.processes));
    return this.parts.isBusy() ? Math.min(most, sparedCores()) : most;
  }

  private begin(active: Active, point: number): void {
    const { id, experiment } = active.row;
    const half = active.halves.has(point) ? this.parts.store.sweeps.half(id, point) : null;
    active.fresh.set(point, { point, run: half?.id ?? null, status: 'running', metrics: null });
    void this.free().begin(jobOf(id, experiment, active.points, point, half));
    this.parts.moved(id);
  }

  /** A process without work. */
  private free(): Worker {
    const idle = this.workers.find(({ job }) => !job);
    if (idle) return idle;
    const { spawnTrainer, sources, findNative } = this.parts;
    const listener = (tell: (active: Active, job: Job) => void) => (job: Job) => {
      const active = this.active.get(job.sweep);
      if (active) tell(active, job);
    };
    const worker = new Worker(() => spawnTrainer(true), sources, findNative, {
      ended: listener((active, job) => this.ended(active, job)),
      aside: listener((active, job) => this.aside(active, job)),
      moved: (job) => this.parts.moved(job.sweep),
      held: listener((active, job) => this.held(active, job)),
      lost: (job, error) => listener((active) => this.lost(active, job, error))(job),
    });
    this.workers.push(worker);
    return worker;
  }

  private end(workers: readonly Worker[]): void {
    for (const worker of workers) worker.close();
    this.workers = this.workers.filter((worker) => !workers.includes(worker));
  }

  /** Lets go of sweeps of which nothing is under way any more. */
  private settle(): void {
    for (const active of [...this.active.values()]) {
      if (!active.isDone && !(active.settling && active.isIdle)) continue;
      this.active.delete(active.row.id);
      this.parts.settled(active);
    }
    if (this.active.size === 0) this.end(this.workers);
  }

  private ended(active: Active, job: Job): void {
    const { point } = job;
    active.working.delete(point);
    active.storing.add(point);
    const kept = endOf(job);
    this.keeper.add(kept, (run) => {
      active.storing.delete(point);
      active.halves.delete(point);
      if (run === null)
        active.putBack(point); // its beginning was deleted, and with it the run
      else active.stored({ point, run, status: job.progress.status, metrics: kept.metrics }, job.stored + job.bytes);
      this.parts.moved(job.sweep);
      this.dispatch();
    });
    this.dispatch();
    if (active.working.size === 0) this.keeper.flush(); // nothing else comes
  }

  private aside(active: Active, job: Job): void {
    const { point } = job;
    const done = (run: number | null): void => {
      if (run === null) active.halves.delete(point);
      else active.halves.add(point);
      active.putBack(point);
      active.fresh.set(point, { point, run, status: run === null ? 'queued' : 'paused', metrics: null });
      this.parts.moved(job.sweep);
      this.dispatch();
    };
    if (job.frames.length === 0) done(job.id);
    else this.keeper.add(partOf(job), done, true);
  }

  private held(active: Active, job: Job): void {
    const kept = partOf(job);
    job.first += job.frames.length;
    job.stored += job.bytes;
    job.frames = [];
    job.bytes = 0;
    this.keeper.add(
      kept,
      (run) => {
        job.id = run;
        if (run !== null) active.halves.add(job.point);
      },
      true,
    );
  }

  /** Once more, from what is stored of it; a second time the point has failed. */
  private lost(active: Active, job: Job, error: LabError): void {
    const times = (active.lost.get(job.point) ?? 0) + 1;
    active.lost.set(job.point, times);
    if (times < TRIES && error.code === 'trainer-died') {
      active.putBack(job.point);
      this.dispatch();
      return;
    }
    active.lost.delete(job.point);
    job.progress = { ...job.progress, status: 'failed', speed: 0, message: errorSentence(error) };
    this.ended(active, job);
  }
}
