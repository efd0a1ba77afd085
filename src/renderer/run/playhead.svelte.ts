import { flushSync } from 'svelte';
import { Effort } from './effort.ts';
import { GrowingPlots } from './growing-plots.ts';
import type { OpenedRun } from './opened.svelte.ts';
import { windowPace, type Pace } from './puller.ts';

/** The share of the main thread's time that drawing running trainings may take of ours. The browser's own part, style, layout
 *  and painting, comes to as much again: so half of a core is left for who uses the window, and for the trainer where there
 *  are few. Plots of the whole run are drawn more rarely: one more frame changes little in them. */
const STEP_SHARE = 0.31;
const RUN_SHARE = 0.06;
/** ms between two steps shown, and between two looks at the whole run. */
const STEP_MS = { least: 0, most: 200 } as const;
const RUN_MS = { least: 90, most: 1000 } as const;
/** Steps of one run are shares of another's: they are equal where they differ by less. */
const EQUAL = 1e-6;

/** A run under the playhead. `ratio`: how many of its steps are one of the playhead's. */
export interface Track {
  opened: OpenedRun;
  ratio: number;
}

/** The one playhead of the runs on show: where they are looked at, live, in replay, and what is under the pointer. What others
 *  see of it changes at most once per animation frame. */
export class Playhead {
  /** Whether it goes with the newest frame: the live edge, or the end where all have ended. */
  following = $state(true);
  replaying = $state(false);
  /** Where it is, in steps of the run that leads; null while there are no frames. */
  at = $state.raw<number | null>(null);
  /** Steps a second while replaying; null is a frame every animation frame. */
  speed: number | null = null;

  private readonly tracksOf: () => readonly Track[];
  private pointed: number | null = null;
  private scheduled = false;
  private lastTick = 0;
  /** While runs train: those which are not yet where the playhead went, and what drawing the others took, since when. */
  private behind: Track[] = [];
  private round = { ms: 0, began: 0 };
  private waiting: (() => void)[] = [];
  private readonly effort = new Effort(STEP_SHARE, STEP_MS.least, STEP_MS.most);
  private readonly growing = new GrowingPlots(RUN_SHARE, RUN_MS.least, RUN_MS.most);

  /** How fast frames of a run are brought: no faster than they are drawn. */
  readonly pace: Pace = {
    nextFrame: () => {
      this.schedule();
      return new Promise((resolve) => this.waiting.push(resolve));
    },
    shown: () => windowPace.shown(),
  };

  constructor(tracks: () => readonly Track[]) {
    this.tracksOf = tracks;
  }

  /** The first and the last step there is to see. Of runs that train that is the newest which all of them have reached: the
   *  slowest sets the pace, and one that has ended holds its last frame. */
  get ends(): { first: number; last: number } | null {
    const tracks = this.tracks;
    if (tracks.length === 0) return null;
    const newest = (of: readonly Track[]): number[] =>
      of.map((track) => stepAt(track, track.opened.recording.rows - 1));
    const live = newest(tracks.filter(({ opened }) => opened.live));
    return {
      first: Math.min(...tracks.map((track) => stepAt(track, 0))),
      last: live.length > 0 ? Math.min(...live) : Math.max(...newest(tracks)),
    };
  }

  /** Forgets where it was: what is on show now begins anew. */
  restart(): void {
    this.replaying = false;
    this.following = true;
    this.at = null;
    this.pointed = null;
    this.behind = [];
    this.schedule();
  }

  /** Puts it on a step; on the last one it stays with the newest. */
  goTo(step: number): void {
    const { ends } = this;
    if (!ends) return;
    const to = Math.max(ends.first, Math.min(ends.last, step));
    const frames = this.tracks.map((track) => stepAt(track, rowAt(track, to))).filter((own) => own <= to + EQUAL);
    this.at = Math.max(...frames);
    this.following = to >= ends.last;
    this.place();
    this.schedule();
  }

  /** So many frames on, of whichever run has the next one. */
  turn(frames: 1 | -1): void {
    this.goTo(this.next(frames));
  }

  /** On the first frame not before a step, and past where it is. */
  goOnTo(step: number): void {
    const { at } = this;
    const found = this.tracks.flatMap((track) => {
      const { recording } = track.opened;
      const row = Math.max(rowAt(track, at ?? 0), rowAt(track, step - 2 * EQUAL)) + 1;
      return row < recording.rows ? [stepAt(track, row)] : [];
    });
    this.goTo(found.length > 0 ? Math.min(...found) : Infinity);
  }

  replay(on: boolean): void {
    const { ends } = this;
    if (on && ends && (this.at ?? 0) >= ends.last) this.goTo(ends.first);
    this.replaying = on && ends !== null && ends.last > ends.first;
    if (this.replaying) this.following = false;
    this.lastTick = performance.now();
    this.schedule();
  }

  /** Looks at a step of all runs without moving; null looks away again. */
  point(step: number | null): void {
    if (step === this.pointed) return;
    this.pointed = step;
    this.schedule();
  }

  /** There is something new of a run: it is seen with the next picture. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame((now) => {
      this.scheduled = false;
      this.tick(now);
    });
  }

  /** Draws a plot of a whole run when no step is drawn; of one owner the newest alone. */
  inTurn(owner: object, draw: () => void): void {
    this.growing.add(owner, draw);
    this.schedule();
  }

  private get tracks(): readonly Track[] {
    return this.tracksOf().filter(({ opened }) => opened.recording.rows > 0);
  }

  private tick(now: number): void {
    const { ends } = this;
    // one that trains and has sent nothing yet would be behind the others that very moment
    const early = this.at === null && this.tracksOf().some(({ opened }) => opened.live && opened.recording.rows === 0);
    if (!ends || early) while (this.growing.drawNext());
    else if (!this.draw(now, ends.last)) {
      this.schedule();
      return;
    }
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** @returns whether all is drawn that there is */
  private draw(now: number, last: number): boolean {
    const live = this.following && this.tracks.some(({ opened }) => opened.info.progress.status === 'running');
    if (live && this.behind.length > 0) return this.drawNext(now);
    if (live && (this.growing.drawNext() || this.effort.wait(now) > 0)) return false;
    // the slowest has not moved: the others are where it is already, and what comes of them is taken in
    if (live && this.pointed === null && this.tracks.every((track) => this.isAt(track, last))) {
      this.grow(now);
      return true;
    }
    // a run that joins catches up, and takes nobody back
    if (this.following) this.at = Math.max(this.at ?? -Infinity, last);
    else if (this.replaying) this.advance(now, last);
    this.lastTick = now;
    if (live) {
      this.behind = [...this.tracks];
      this.round = { ms: 0, began: now };
      return this.drawNext(now);
    }
    this.place();
    this.grow(now);
    while (this.growing.drawNext());
    if (this.replaying) this.schedule();
    return true;
  }

  private isAt({ opened, ratio }: Track, step: number): boolean {
    return this.at === step && opened.row === rowAt({ opened, ratio }, step) && opened.pointed < 0;
  }

  /** Draws one more run where the playhead went, and after the last, when it is time, the plots of whole runs: one an animation
   *  frame, so that what is beside them stays smooth. @returns whether all are */
  private drawNext(now: number): boolean {
    const began = performance.now();
    const track = this.behind.shift();
    if (track) this.placeOne(track);
    flushSync(); // here and now, so that it can be timed
    this.round.ms += performance.now() - began;
    if (this.behind.length > 0) return false;
    this.effort.took(this.round.ms, this.round.began);
    this.grow(now);
    return true;
  }

  /** Shows every run where the playhead is. */
  private place(): void {
    this.behind = [];
    for (const track of this.tracks) this.placeOne(track);
  }

  private placeOne(track: Track): void {
    const { at, pointed } = this;
    track.opened.place(rowAt(track, at ?? 0), pointed === null ? -1 : rowAt(track, pointed));
  }

  /** Lets plots of whole runs see what was added, now or when it is time: of all runs at once, since each shows the others'. */
  private grow(now: number): void {
    const more = this.tracks.filter(({ opened }) => opened.grown !== opened.revision);
    if (more.length === 0) return;
    const live = more.some(({ opened }) => opened.info.progress.status === 'running');
    const wait = live ? this.growing.wait(now) : 0;
    if (wait > 0) {
      setTimeout(() => this.schedule(), wait);
      return;
    }
    const began = performance.now();
    for (const { opened } of more) opened.grown = opened.revision;
    if (!live) return;
    flushSync();
    this.growing.grew(performance.now() - began, now);
  }

  private advance(now: number, last: number): void {
    const { speed, at } = this;
    if (speed === null) this.at = Math.min(last, this.next(1));
    else this.at = Math.min(last, (at ?? 0) + (speed * Math.min(250, Math.max(0, now - this.lastTick))) / 1000);
    if (this.at >= last) {
      this.replaying = false;
      this.following = true;
    }
  }

  /** The step of the frame after the one on show, or before it, of whichever run has it nearest. */
  private next(frames: 1 | -1): number {
    const at = this.at ?? 0;
    const found = this.tracks.flatMap((track) => {
      const row = rowAt(track, at);
      const here = stepAt(track, row);
      if (frames < 0 && here < at - EQUAL) return [here];
      const next = track.opened.recording.there(row + frames, frames);
      return next >= 0 && next < track.opened.recording.rows ? [stepAt(track, next)] : [];
    });
    if (found.length === 0) return at;
    return frames > 0 ? Math.min(...found) : Math.max(...found);
  }
}

const stepAt = ({ opened, ratio }: Track, row: number): number => opened.recording.stepOf(row) / ratio;
const rowAt = ({ opened, ratio }: Track, step: number): number => opened.recording.rowAt(step * ratio + EQUAL);
