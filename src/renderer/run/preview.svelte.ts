import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Lab } from './lab.ts';
import { OpenedRun } from './opened.svelte.ts';
import { windowPace } from './puller.ts';

/** Previews asked for at once: a newer one takes the place of the one that is being computed, and beyond that waits here. */
const AT_ONCE = 2;

/** What a plan begins with, before anybody presses Play: its step 0, computed by the lab whenever the plan changes, as a run that
 *  is none. The last picture stays until the next has come. */
export class Preview {
  /** The picture: the newest preview, or what was on show before there was one. */
  opened = $state.raw<OpenedRun | null>(null);
  private readonly lab: Lab;
  private readonly seat: () => number;
  private readonly failed: (error: unknown) => void;
  /** The plan that the picture is of, and the newest that was asked for. */
  private pictured = $state.raw<Plan | null>(null);
  private wanted: Plan | null = null;
  private asking = 0;
  private waits = false;

  /** @param seat of the run whose place it holds */
  constructor(lab: Lab, failed: (error: unknown) => void, seat: () => number = () => 0) {
    this.seat = seat;
    this.lab = lab;
    this.failed = failed;
    lab.onOpen(() => {
      if (this.wanted && this.wanted !== this.pictured) void this.ask();
    });
  }

  /** Whether the picture is of that plan. */
  isOf(plan: Plan): boolean {
    return this.pictured === plan;
  }

  /** Computes the step 0 of a plan, unless that is what was asked for last. */
  follow(plan: Plan): void {
    if (plan === this.wanted) return;
    this.wanted = plan;
    void this.ask();
  }

  /** Keeps what was on show as the picture until a preview comes. */
  hold(opened: OpenedRun): void {
    this.opened = opened;
    this.pictured = this.wanted = null;
  }

  /** Asks for the plan that had to wait. */
  private askAgain(): void {
    if (this.waits) void this.ask();
  }

  private async ask(): Promise<void> {
    this.waits = this.asking >= AT_ONCE;
    if (this.waits || !this.wanted) return;
    const plan = this.wanted;
    this.asking++;
    try {
      const { value, payload } = await this.lab.call('preview', { plan, seat: this.seat() });
      if (plan === this.wanted) {
        const frames = value.frames.map(({ offset, length }) => payload.subarray(offset, offset + length));
        this.opened = new OpenedRun(this.lab, value.detail, this.failed, () => undefined, windowPace, frames);
        this.pictured = plan;
      }
    } catch (error) {
      const expected = error instanceof LabError && (error.code === 'look-superseded' || error.code === 'disconnected');
      if (!expected && plan === this.wanted) this.failed(error);
    } finally {
      this.asking--;
      this.askAgain();
    }
  }
}
