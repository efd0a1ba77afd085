import { untrack } from 'svelte';
import { LabError } from '../../../core/errors.ts';
import { landscapeEffort, type LandscapeAxes } from '../../../core/landscape/landscape.ts';
import { isLive } from '../../../core/run.ts';
import { errorSentence } from '../../../core/words/errors.ts';
import type { Lab } from '../../run/lab.ts';
import type { Session } from '../../run/session.svelte.ts';
import type { OpenedRun } from '../../run/opened.svelte.ts';
import { inFrames } from '../../../core/graph/evaluator.ts';
import { axesOf, keyOf, type Wish } from './cut.ts';
import { terrainOf, type Terrain } from './terrain.ts';

/** A landscape is renewed by itself when the path has become longer by this share, and not more often than that (ms). */
const GROWTH = 1 / 3;
const EVERY_MS = 2000;

type Size = 9 | 17 | 33 | 65;
interface Asked {
  key: string;
  axes: LandscapeAxes;
  zoom: number;
  until: number;
  /** Points the path had. */
  points: number;
  at: number;
}

/** The landscape of one run, and when it is computed anew: once when something is wished for, when the path has grown by a
 *  third or has left it, when the run has ended. Coarse first; finer while the run does not train. The last one stays until the next is there. */
export class Survey {
  terrain = $state.raw<Terrain | null>(null);
  /** What the terrain is of: a wish that is set meanwhile is another. */
  shown = $state.raw<Wish | null>(null);
  coming = $state(false);
  /** Why there is none, as a sentence. */
  problem = $state('');
  private readonly opened: OpenedRun;
  private readonly lab: Lab;
  private readonly sizes: readonly Size[];
  private asked: Asked | null = null;
  private turn = 0;
  private readonly seat: number;

  constructor(opened: OpenedRun, lab: Lab, seat: number) {
    this.opened = opened;
    this.seat = seat;
    this.lab = lab;
    this.sizes = landscapeEffort(opened.detail.plan).sizes as Size[];
  }

  /** Asks for what is missing of a wish. Called from an effect, which comes again when the run has grown.
   *  @param outside whether the step on show lies outside of what is there */
  follow(wish: Wish, outside: boolean): void {
    const { opened } = this;
    const { status } = opened.info.progress;
    if (opened.grown === 0 || opened.recording.rows === 0) return;
    untrack(() => {
      const { asked } = this;
      const points = this.points();
      if (asked?.key !== keyOf(wish)) this.renew(wish);
      else if (!isLive(status) && points !== asked.points) this.renew(wish);
      else if (this.coming) return;
      else if (isLive(status) && (points >= (1 + GROWTH) * asked.points || (outside && points > asked.points))) {
        if (status === 'paused' || performance.now() - asked.at > EVERY_MS) this.renew(wish);
      } else if (status !== 'running' && this.finer().length > 0) void this.ask(wish, asked, this.finer());
    });
  }

  /** Computes it anew, at the step the playhead is at. */
  renew(wish: Wish): void {
    const { recording, row } = this.opened;
    if (recording.rows === 0) return;
    this.asked = {
      key: keyOf(wish),
      axes: axesOf(wish, recording.stepOf(Math.max(0, row))),
      zoom: wish.zoom,
      until: recording.stepOf(recording.rows - 1),
      points: this.points(),
      at: performance.now(),
    };
    void this.ask(wish, this.asked, this.sizes);
  }

  /** Steps whose parameters are recorded. */
  private points(): number {
    const { recording } = this.opened;
    return inFrames(recording.layout) ? recording.rows : recording.keyframeSteps().length + 1;
  }

  private finer(): readonly Size[] {
    return this.terrain && !this.problem ? this.sizes.filter((size) => size > (this.terrain?.size ?? 0)) : [];
  }

  private async ask(wish: Wish, { axes, zoom, until }: Asked, sizes: readonly Size[]): Promise<void> {
    const turn = ++this.turn;
    this.coming = true;
    this.problem = '';
    try {
      for (const [i, size] of sizes.entries()) {
        if (i > 0 && this.opened.info.progress.status === 'running') break;
        const { value, payload } = await this.lab.call('landscape', {
          run: this.opened.info.id,
          until,
          axes,
          zoom,
          size,
          seat: this.seat,
        });
        if (turn !== this.turn) return;
        this.terrain = terrainOf(value, payload);
        this.shown = wish;
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (turn === this.turn && error.code !== 'look-superseded') this.problem = errorSentence(error);
    } finally {
      if (turn === this.turn) this.coming = false;
    }
  }
}

/** One for each run, though it may be drawn twice: in its place and as large as the window. */
const surveys = new WeakMap<OpenedRun, Survey>();
export function surveyOf(opened: OpenedRun, { client, seat }: Session): Survey {
  const known = surveys.get(opened);
  if (known) return known;
  const made = new Survey(opened, client, seat);
  surveys.set(opened, made);
  return made;
}
