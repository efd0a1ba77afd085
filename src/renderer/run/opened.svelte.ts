import type { Frame } from '../../core/frame/frame.ts';
import { isLive, type Progress, type RunDetail, type RunInfo } from '../../core/run.ts';
import { crcHex } from '../../core/crc32.ts';
import { Fetcher } from './fetcher.ts';
import type { Lab } from './lab.ts';
import { Past } from './past.svelte.ts';
import { pull, windowPace, type Pace } from './puller.ts';
import { Recording } from './recording.ts';

/** A frame taken apart, with where it came from. */
export interface Shown {
  ordinal: number;
  frame: Frame;
  bytes: Uint8Array;
}

/** One opened run: its recording, filled by a puller, and what of it is on show, where the playhead puts it. */
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
  shown = $state.raw<Shown | null>(null);
  keyframe = $state.raw<Shown | null>(null);
  /** The row under the pointer in a plot over the run, −1 while there is none; and what `shown` and `keyframe` are there. */
  pointed = $state(-1);
  shownPointed = $state.raw<Shown | null>(null);
  keyframePointed = $state.raw<Shown | null>(null);
  /** CRC32 of the bytes of the frame at the playhead. */
  readonly crc = $derived(this.shown ? crcHex(this.shown.bytes) : '');
  readonly live = $derived(isLive(this.info.progress.status));
  /** What came before it, where it is a branch. */
  readonly past: Past | null;
  private readonly fetcher: Fetcher;
  private readonly end = new AbortController();
  private readonly news: () => void;

  /** @param news called when there is something to show that was not there
   *  @param preview the frames of a run that is none, and has no more than these; without them, they are pulled */
  constructor(
    lab: Lab,
    detail: RunDetail,
    failed: (error: unknown) => void,
    news: () => void,
    pace: Pace = windowPace,
    preview?: readonly Uint8Array[],
  ) {
    this.detail = detail;
    this.info = detail.info;
    this.recording = new Recording(detail.info.id, detail.layout);
    this.past = detail.info.parent && new Past(lab, detail.info.parent, failed);
    this.news = () => {
      if (!this.end.signal.aborted) news();
    };
    this.fetcher = new Fetcher(lab, this.recording, this.news, failed);
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
  }

  /** Takes in where the run is. Answers overtake each other: a run that has ended does not go on, whatever comes late. */
  progressed(progress: Progress): void {
    if (!isLive(this.info.progress.status) && isLive(progress.status)) return;
    this.info = { ...this.info, progress };
  }

  /** Puts the playhead on a row, and the pointer on another one, or on none (−1). */
  place(row: number, pointed: number): void {
    this.row = row;
    this.pointed = pointed;
    this.revision = this.recording.count;
    this.show();
  }

  /** Brings frames into the window again that it no longer has. @returns those that cannot be had */
  fetch(ordinals: readonly number[]): Promise<number[]> {
    return this.fetcher.fetch(ordinals);
  }

  private readonly taken = (progress: Progress, damaged: number[]): void => {
    for (const ordinal of damaged) this.fetcher.miss(ordinal);
    this.progressed(progress);
    this.news();
  };

  /** Shows the newest there is, here and now. */
  private look(): void {
    this.grown = this.recording.count;
    this.place(this.recording.rows - 1, -1);
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
