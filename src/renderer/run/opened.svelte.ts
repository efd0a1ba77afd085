import { flushSync } from 'svelte';
import type { Frame } from '../../core/frame/frame.ts';
import { isLive, type Progress, type RunDetail, type RunInfo } from '../../core/run.ts';
import { crcHex } from './crc32.ts';
import { Effort } from './effort.ts';
import { Fetcher } from './fetcher.ts';
import type { Lab } from './lab.ts';
import { Past } from './past.svelte.ts';
import { pull, windowPace, type Pace } from './puller.ts';
import { Recording } from './recording.ts';

/** The share of the main thread's time that drawing a running training may take of ours. The browser's own part, style, layout
 *  and painting, comes to as much again: so half of a core is left for who uses the window, and for the trainer where there
 *  are few. Plots of the whole run are drawn more rarely: one more frame changes little in them. */
const STEP_SHARE = 0.31;
const RUN_SHARE = 0.06;
/** ms between two steps shown, and between two looks at the whole run. */
const STEP_MS = { least: 0, most: 200 } as const;
const RUN_MS = { least: 90, most: 1000 } as const;

/** A frame taken apart, with where it came from. */
export interface Shown {
  ordinal: number;
  frame: Frame;
  bytes: Uint8Array;
}

/** One opened run: its recording, filled by a puller, and the playhead on it. What others see of it changes at most once
 *  per animation frame. */
export class OpenedRun {
  readonly detail: RunDetail;
  readonly recording: Recording;
  info = $state.raw<RunInfo>() as RunInfo;
  /** Rises when rows were added. */
  revision = $state(0);
  /** The same for plots of the whole run, at most some ten times a second. */
  grown = $state(0);
  /** Where the playhead is; −1 while there are no frames. */
  row = $state(-1);
  /** Whether the playhead goes with the newest frame: the live edge, or the end of an ended run. */
  following = $state(true);
  replaying = $state(false);
  shown = $state.raw<Shown | null>(null);
  keyframe = $state.raw<Shown | null>(null);
  /** The row under the pointer in a plot over the run, −1 while there is none; and what `shown` and `keyframe` are there. */
  pointed = $state(-1);
  shownPointed = $state.raw<Shown | null>(null);
  keyframePointed = $state.raw<Shown | null>(null);
  /** CRC32 of the bytes of the frame at the playhead. */
  readonly crc = $derived(this.shown ? crcHex(this.shown.bytes) : '');
  readonly live = $derived(isLive(this.info.progress.status));
  /** Steps a second while replaying; null is a frame every animation frame. */
  speed: number | null = null;

  /** What came before it, where it is a branch. */
  readonly past: Past | null;
  private readonly fetcher: Fetcher;
  private readonly end = new AbortController();
  private scheduled = false;
  private position = 0;
  private lastTick = 0;
  private readonly effort = new Effort(STEP_SHARE, STEP_MS.least, STEP_MS.most);
  private readonly growing = new Effort(RUN_SHARE, RUN_MS.least, RUN_MS.most);

  /** @param preview the frames of a run that is none, and has no more than these; without them, they are pulled */
  constructor(
    lab: Lab,
    detail: RunDetail,
    failed: (error: unknown) => void,
    pace: Pace = windowPace,
    preview?: readonly Uint8Array[],
  ) {
    this.detail = detail;
    this.info = detail.info;
    this.recording = new Recording(detail.info.id, detail.layout);
    this.past = detail.info.parent && new Past(lab, detail.info.parent, failed);
    this.fetcher = new Fetcher(lab, this.recording, () => this.schedule(), failed);
    if (preview) {
      preview.forEach((bytes, ordinal) => this.recording.append(ordinal, bytes));
      this.look(); // now and not with the next picture, so that one follows upon the other without a gap
      return;
    }
    pull(lab, this.recording, this.taken, this.end.signal, pace).catch((error: unknown) => {
      if (!this.end.signal.aborted) failed(error);
    });
  }

  close(): void {
    this.end.abort();
    this.replaying = false;
  }

  progressed(progress: Progress): void {
    this.info = { ...this.info, progress };
  }

  /** Puts the playhead on a row; on the last one it stays with the newest. */
  goTo(row: number): void {
    const last = this.recording.rows - 1;
    this.row = Math.max(Math.min(row, last), Math.min(0, last));
    this.following = this.row === last;
    this.position = this.recording.stepOf(this.row);
    this.schedule();
  }

  /** Looks at a row without moving the playhead; −1 looks away again. */
  point(row: number): void {
    if (row === this.pointed) return;
    this.pointed = Math.min(row, this.recording.rows - 1);
    this.schedule();
  }

  /** Puts the playhead on the first frame not before a step, and past where it is. */
  goOnTo(step: number): void {
    this.goTo(Math.max(this.row, this.recording.rowAt(step - 0.5)) + 1);
  }

  goToStep(step: number): void {
    this.goTo(this.recording.rowAt(step));
  }

  replay(on: boolean): void {
    if (on && this.row === this.recording.rows - 1) this.goTo(0);
    this.replaying = on && this.recording.rows > 1;
    if (this.replaying) this.following = false;
    this.position = this.recording.stepOf(this.row);
    this.lastTick = performance.now();
    this.schedule();
  }

  /** Brings frames into the window again that it no longer has. @returns those that cannot be had */
  fetch(ordinals: readonly number[]): Promise<number[]> {
    return this.fetcher.fetch(ordinals);
  }

  private readonly taken = (progress: Progress, damaged: number[]): void => {
    for (const ordinal of damaged) this.fetcher.miss(ordinal);
    this.progressed(progress);
    this.schedule();
  };

  /** Shows the newest there is, here and now. */
  private look(): void {
    this.row = this.recording.rows - 1;
    this.revision = this.grown = this.recording.count;
    this.show();
  }

  private schedule(): void {
    if (this.scheduled || this.end.signal.aborted) return;
    this.scheduled = true;
    requestAnimationFrame((now) => {
      this.scheduled = false;
      if (!this.end.signal.aborted) this.tick(now);
    });
  }

  private tick(now: number): void {
    const live = this.following && this.info.progress.status === 'running';
    if (live && this.effort.wait(now) > 0) {
      this.schedule();
      return;
    }
    const began = performance.now();
    const { recording } = this;
    const last = recording.rows - 1;
    if (this.following) this.row = last;
    else if (this.replaying) this.advance(now, last);
    this.lastTick = now;
    this.revision = recording.count;
    const grew = this.grow(now);
    this.show();
    if (live) {
      flushSync(); // here and now, so that it can be timed
      (grew ? this.growing : this.effort).took(performance.now() - began, now);
    }
    if (this.replaying) this.schedule();
  }

  /** Lets plots of the whole run see what was added, now or when it is time. @returns whether now */
  private grow(now: number): boolean {
    if (this.grown === this.revision) return false;
    const wait = this.info.progress.status === 'running' ? this.growing.wait(now) : 0;
    if (wait > 0) setTimeout(() => this.schedule(), wait);
    else this.grown = this.revision;
    return wait <= 0;
  }

  private advance(now: number, last: number): void {
    if (this.speed === null) this.row = Math.min(last, this.row + 1);
    else {
      this.position += (this.speed * Math.min(250, Math.max(0, now - this.lastTick))) / 1000;
      this.row = Math.max(this.row, this.recording.rowAt(this.position));
    }
    if (this.row === last) {
      this.replaying = false;
      this.following = true;
    }
  }

  /** Takes apart what is to be seen, unless it is shown already: at the playhead, and under the pointer. */
  private show(): void {
    if (this.row < 0) return;
    const here = this.lookUp(this.row, this.shown, this.keyframe);
    [this.shown, this.keyframe] = [here.shown, here.keyframe];
    if (this.pointed >= 0) {
      const there = this.lookUp(this.pointed, this.shownPointed, this.keyframePointed);
      [this.shownPointed, this.keyframePointed] = [there.shown, there.keyframe];
      here.missing.push(...there.missing);
    } else [this.shownPointed, this.keyframePointed] = [null, null];
    if (here.missing.length > 0) void this.fetcher.ask(here.missing, this.row);
  }

  /** The frame at a row and the newest keyframe not after it; what is not here yet stays what it was, and is missing. */
  private lookUp(
    row: number,
    shown: Shown | null,
    keyframe: Shown | null,
  ): { shown: Shown | null; keyframe: Shown | null; missing: number[] } {
    const ordinal = this.recording.ordinalOf(row);
    const key = this.recording.keyframeBefore(this.recording.stepOf(row));
    const missing: number[] = [];
    const take = (wanted: number, known: Shown | null): Shown | null => {
      if (known?.ordinal === wanted) return known;
      const found = this.decoded(wanted);
      if (!found) missing.push(wanted);
      return found ?? known;
    };
    return { shown: take(ordinal, shown), keyframe: key === null ? null : take(key, keyframe), missing };
  }

  private decoded(ordinal: number): Shown | null {
    const found = this.recording.decode(ordinal);
    return found && { ordinal, ...found };
  }
}
