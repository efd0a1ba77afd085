import { LabError } from '../../core/errors.ts';
import type { Writer } from '../../core/verification.ts';
import { hinders, hindrances } from '../store/hindrance.ts';
import type { Store } from '../store/store.ts';
import type { Kept } from '../store/sweeps.ts';

/** Ends of runs are stored together, so many or after so long (ms): a transaction waits for the disk. */
const MOST = 32;
const WAIT = 100;

interface Entry {
  kept: Kept;
  done: (id: number | null) => void;
}

/** Stores what runs of sweeps come to, several in one transaction. Where the disk is full or locked they wait, and `isHeld` says
 *  to begin no more. */
export class Keeper {
  private readonly store: Store;
  private readonly writer: Writer | undefined;
  private readonly hindered: (error: LabError | null) => void;
  private waiting: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;

  /** @param hindered told what hinders, and null when nothing does any more @param writer what writes */
  constructor(store: Store, hindered: (error: LabError | null) => void, writer?: Writer) {
    this.store = store;
    this.writer = writer;
    this.hindered = hindered;
  }

  /** Whether the store does not take what is there. */
  get isHeld(): boolean {
    return this.failures > 0;
  }

  /** @param done called when it is stored, with the run's id */
  add(kept: Kept, done: Entry['done'], atOnce = false): void {
    this.waiting.push({ kept, done });
    if (this.failures > 0) return;
    if (atOnce || this.waiting.length >= MOST) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), WAIT);
  }

  /** Stores all that waits, if it can. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const entries = this.waiting;
    if (entries.length === 0) return;
    let ids: (number | null)[];
    try {
      ids = this.store.keep(
        entries.map(({ kept }) => kept),
        this.writer,
      );
    } catch (error) {
      if (!(error instanceof LabError) || !hinders(error)) throw error;
      const { wait, tell } = hindrances[error.code];
      if (++this.failures === tell) this.hindered(error);
      this.timer = setTimeout(() => this.flush(), wait);
      return;
    }
    this.waiting = [];
    if (this.failures > 0) this.hindered(null);
    this.failures = 0;
    entries.forEach(({ done }, i) => done(ids[i] ?? null));
  }

  /** Forgets what waits of some runs. */
  drop(which: (kept: Kept) => boolean): void {
    this.waiting = this.waiting.filter(({ kept }) => !which(kept));
  }

  /** Stores what it can, and nothing afterwards. */
  close(): void {
    this.flush();
    clearTimeout(this.timer);
    this.waiting = [];
  }
}
