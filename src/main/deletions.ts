import { UNDO_MS } from '../core/contract/runs.ts';
import { LabError } from '../core/errors.ts';
import type { RunInfo } from '../core/run.ts';
import type { News } from './news.ts';
import type { Pulls } from './pulls.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store/store.ts';
import type { SweepQueue } from './sweeps/sweeps.ts';
import type { Verifier } from './verify/verifier.ts';

/** Frames that are deleted at one go: a few milliseconds, so that what trains is stored in between. */
const SLICE = 400;
/** Milliseconds until the next, and until it is tried again where another process writes. */
const PAUSE = 20;
const AGAIN = 2000;

/** What a deletion concerns. */
interface Parts {
  store: Store;
  recorder: Recorder;
  pulls: Pulls;
  news: News;
  verifier: Pick<Verifier, 'cancel'>;
  sweeps: Pick<SweepQueue, 'runDeleted'>;
}

/** Runs that were deleted and can still come back; and the end of those whose time is over, be it at the next start. */
export class Deletions {
  private readonly store: Store;
  private readonly recorder: Recorder;
  private readonly pulls: Pulls;
  private readonly news: News;
  private readonly verifier: Parts['verifier'];
  private readonly sweeps: Parts['sweeps'];
  /** Those deleted here while this lab trained them, and whether they took steps. */
  private readonly live = new Map<number, boolean>();
  /** When the time of a deletion is over, by the clock that only goes forward: whoever sets the computer's clock meanwhile
   *  neither ends that time early nor makes it last. */
  private readonly over = new Map<number, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor({ store, recorder, pulls, news, verifier, sweeps }: Parts) {
    this.store = store;
    this.recorder = recorder;
    this.pulls = pulls;
    this.news = news;
    this.verifier = verifier;
    this.sweeps = sweeps;
    this.wait();
  }

  /** Whether a run that this lab still trains is deleted. */
  has(run: number): boolean {
    return this.live.has(run);
  }

  /** The newest of a run. @throws LabError run-unknown */
  info(run: number): RunInfo {
    if (this.has(run)) throw new LabError('run-unknown', { run });
    return this.recorder.info(run) ?? this.store.runs.info(run);
  }

  /** Takes runs off the list; what trains is paused. @returns what the deletion is called @throws LabError run-unknown */
  delete(runs: readonly number[]): number {
    const at = this.store.patiently(() => this.store.marks.delete(runs, Date.now()));
    this.over.set(at, performance.now() + UNDO_MS);
    for (const run of runs) {
      this.tellSweep(run);
      const info = this.recorder.info(run);
      if (info) {
        const went = info.progress.status === 'running';
        this.live.set(run, went);
        if (went) void this.recorder.control(run, 'pause').catch(over);
      }
      this.verifier.cancel(run);
      this.pulls.deleted(run);
      this.news.forget(run);
    }
    this.news.tell({ type: 'runsDeleted', runs: [...runs] });
    this.wait();
    return at;
  }

  /** Brings back what was deleted at one time; what trained goes on. @returns the runs that were still there */
  restore(at: number): number[] {
    const runs = this.store.patiently(() => this.store.marks.restore(at));
    for (const run of runs) {
      if (this.live.get(run)) void this.recorder.control(run, 'play').catch(over);
      this.live.delete(run);
      this.tellSweep(run);
    }
    if (runs.length > 0) this.news.tell({ type: 'runsRestored', runs });
    return runs;
  }

  close(): void {
    clearTimeout(this.timer);
  }

  /** Waits until the oldest deletion cannot be undone any more. */
  private wait(): void {
    clearTimeout(this.timer);
    const next = this.next();
    if (!next) return;
    this.timer = setTimeout(() => this.purge(), Math.max(PAUSE, next.over - performance.now()));
    this.timer.unref();
  }

  /** The deletion whose time is over first. */
  private next(): { at: number; over: number } | null {
    const there = this.store.marks.deletions();
    for (const at of this.over.keys()) if (!there.includes(at)) this.over.delete(at);
    let next: { at: number; over: number } | null = null;
    for (const at of there) {
      // one of an earlier lab is as old as the clock says, if that can be
      const left = Math.min(UNDO_MS, Math.max(0, at + UNDO_MS - Date.now()));
      const over = this.over.get(at) ?? performance.now() + left;
      this.over.set(at, over);
      if (!next || over < next.over) next = { at, over };
    }
    return next;
  }

  /** The sweep that a run is a point of has one result less, or has it again. */
  private tellSweep(run: number): void {
    const sweep = this.store.runs.some([run], false).get(run)?.sweep;
    if (sweep) this.sweeps.runDeleted(sweep);
  }

  /** Deletes a slice of what is over. */
  private purge(): void {
    try {
      const next = this.next();
      const run = next && next.over <= performance.now() ? this.store.marks.deletedAt(next.at) : null;
      if (run !== null) {
        if (this.recorder.info(run)) this.recorder.drop(run);
        this.live.delete(run);
        if (!this.store.marks.deleteFrames(run, SLICE)) this.store.runs.delete(run);
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.timer = setTimeout(() => this.purge(), AGAIN);
      this.timer.unref();
      return;
    }
    this.wait();
  }
}

/** It may have ended by itself, or be gone by now. */
function over(error: unknown): void {
  if (!(error instanceof LabError)) throw error;
}
