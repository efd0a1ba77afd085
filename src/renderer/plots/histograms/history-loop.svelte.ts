import { untrack } from 'svelte';
import type { OpenedRun } from '../../run/opened.svelte.ts';
import { TensorHistory } from './history.ts';

/** Milliseconds of an animation frame it may take. */
const SLICE_MS = 3;
/** Milliseconds between two times that what was taken in is shown. */
const SHOW_MS = 120;
/** Frames asked for at once. */
const ASK = 64;

/** Fills a history between the window's other work while it is on show, and asks for the frames that are no longer here. */
export class HistoryLoop {
  /** Rises when there is more to be seen. */
  version = $state(0);
  readonly history: TensorHistory;
  private readonly opened: OpenedRun;
  private next = 0;
  private asking = false;
  private stopped = false;
  private fresh = false;
  private shownAt = -Infinity;

  constructor(opened: OpenedRun, names: readonly string[]) {
    this.opened = opened;
    this.history = new TensorHistory(opened.recording, names);
  }

  /** The recording has grown, or the plot has come on show. */
  follow(): void {
    this.stopped = false;
    this.resume();
  }

  stop(): void {
    this.stopped = true;
    cancelAnimationFrame(this.next);
  }

  private resume(): void {
    cancelAnimationFrame(this.next);
    if (!this.stopped) this.next = requestAnimationFrame(this.work);
  }

  private readonly work = (now: number): void => {
    const end = performance.now() + SLICE_MS;
    const { took, left } = this.history.work(() => performance.now() < end);
    this.fresh ||= took;
    if (this.fresh && (!left || now - this.shownAt >= SHOW_MS)) {
      this.version = untrack(() => this.version) + 1;
      this.shownAt = now;
      this.fresh = false;
    }
    if (left) this.next = requestAnimationFrame(this.work);
    else void this.ask();
  };

  private async ask(): Promise<void> {
    if (this.asking || this.stopped) return;
    const ordinals = this.history.missing(ASK);
    if (ordinals.length === 0) return;
    this.asking = true;
    this.history.giveUp(await this.opened.fetch(ordinals));
    this.asking = false;
    this.resume();
  }
}
