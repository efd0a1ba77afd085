import { LabError } from '../core/errors.ts';
import { isLive, type RunInfo } from '../core/run.ts';
import { hinders } from './store/hindrance.ts';
import { isSqlite } from './store/sqlite-error.ts';
import type { Store } from './store/store.ts';
import type { Shrunk } from './store/upkeep.ts';

/** Bytes a run may take before it is thinned, where neither the host nor the setting `runBudget` says otherwise. */
export const RUN_BUDGET = 64 * 2 ** 20;
/** Milliseconds of work at once, and of rest after it: live work, whose batches come every 30 ms, has the processor three
 *  quarters of the time. */
const SLICE = 4;
const REST = 12;
/** After the disk was full or locked. */
const LATER = 1000;
/** Where thinning could not keep the budget, it is tried again when the run has grown by this factor. */
const GROWTH = 1.25;

/** What the housekeeper needs of others. */
export interface Household {
  store: Store;
  /** Bytes a run may take, whatever the setting says. */
  budget?: number | undefined;
  /** A run became smaller. */
  shrunk(run: number, by: Shrunk): void;
}

/** Something to be done for a run, from the beginning whenever it was hindered. */
interface Chore {
  run: number;
  begin: () => Generator<Shrunk, void>;
  work?: Generator<Shrunk, void> | undefined;
  /** Frames it has removed so far. */
  removed: number;
  over: (removed: number) => void;
}

/** Keeps recordings small beside live work: thins a run that outgrows its budget while it is recorded, packs runs when they have
 *  ended (and those that an earlier lab left unpacked). One thing after the other, in slices. */
export class Housekeeper {
  private readonly household: Household;
  private readonly chores: Chore[] = [];
  /** The bytes at which each live run is to be thinned; ∞ while that is being done. */
  private readonly limits = new Map<number, number>();
  private readonly waiting = new Map<number, (() => void)[]>();
  private timer: NodeJS.Timeout | undefined;

  constructor(household: Household) {
    this.household = household;
    for (const run of household.store.upkeep.unpacked()) this.pack(run);
  }

  /** Looks at a run of which something was just stored. */
  stored({ id, bytes, progress }: RunInfo): void {
    const limit = this.limits.get(id) ?? this.budget();
    this.limits.set(id, limit);
    if (isLive(progress.status)) {
      if (bytes > limit) this.thin(id);
      return;
    }
    // packed it may fit into its budget; else it is thinned after all
    this.limits.delete(id);
    this.pack(id);
    if (bytes > this.budget()) this.thin(id);
  }

  /** Resolves when all is done that is to be done for a run by now. It comes first, and without rests. */
  settled(run: number): Promise<void> {
    const own = this.chores.filter((chore) => chore.run === run);
    if (own.length === 0) return Promise.resolve();
    const others = this.chores.filter((chore) => chore.run !== run);
    this.chores.splice(0, Infinity, ...own, ...others);
    return new Promise((resolve) => {
      this.waiting.set(run, [...(this.waiting.get(run) ?? []), resolve]);
      this.rest(0);
    });
  }

  /** What is not done yet is done by the next lab that opens the folder. */
  close(): void {
    clearTimeout(this.timer);
    this.chores.splice(0);
    this.answer();
  }

  private thin(run: number): void {
    const { limits } = this;
    const budget = this.budget();
    if (limits.has(run)) limits.set(run, Infinity);
    const over = (removed: number): void => {
      if (!limits.has(run)) return; // it has ended
      const { bytes } = this.household.store.runs.info(run);
      // it grew faster than it was thinned; or there is nothing left that may go
      if (bytes > budget && removed > 0) this.thin(run);
      else limits.set(run, bytes > budget ? GROWTH * bytes : budget);
    };
    this.add({ run, begin: () => this.household.store.upkeep.thin(run, budget), removed: 0, over });
  }

  private pack(run: number): void {
    this.add({ run, begin: () => this.household.store.upkeep.pack(run), removed: 0, over: () => undefined });
  }

  private budget(): number {
    const { budget, store } = this.household;
    const set = budget ?? store.settings.all()['runBudget'];
    return typeof set === 'number' && set > 0 ? set : RUN_BUDGET;
  }

  private add(chore: Chore): void {
    this.chores.push(chore);
    if (this.chores.length === 1) this.rest(REST);
  }

  private rest(ms: number): void {
    clearTimeout(this.timer);
    if (this.chores.length > 0) this.timer = setTimeout(() => this.turn(), ms);
  }

  private turn(): void {
    const [chore] = this.chores;
    if (!chore) return;
    let wait = this.waiting.size > 0 ? 0 : REST;
    try {
      if (this.works(chore)) this.finish(chore);
    } catch (error) {
      if (!(error instanceof LabError) && !isSqlite(error)) throw error;
      // a damaged page stays damaged, and a run that is unknown stays so
      if (error instanceof LabError && hinders(error) && error.code !== 'store-damaged') {
        chore.work = undefined;
        wait = LATER;
      } else this.finish(chore, false);
    }
    this.rest(wait);
  }

  /** One slice. @returns whether that was the last */
  private works(chore: Chore): boolean {
    const end = performance.now() + SLICE;
    const by: Shrunk = { bytes: 0, frames: 0 };
    const work = (chore.work ??= chore.begin());
    try {
      do {
        const { done, value } = work.next();
        if (done) return true;
        by.bytes += value.bytes;
        by.frames += value.frames;
      } while (performance.now() < end);
      return false;
    } finally {
      chore.removed += by.frames;
      if (by.bytes > 0 || by.frames > 0) this.household.shrunk(chore.run, by);
    }
  }

  private finish(chore: Chore, well = true): void {
    this.chores.shift();
    if (well) chore.over(chore.removed);
    else this.limits.delete(chore.run);
    this.answer();
  }

  /** Tells those who wait for a run for which nothing is left to do. */
  private answer(): void {
    for (const [run, resolves] of [...this.waiting]) {
      if (this.chores.some((chore) => chore.run === run)) continue;
      this.waiting.delete(run);
      for (const resolve of resolves) resolve();
    }
  }
}
