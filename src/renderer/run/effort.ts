/** What a new measurement counts in the mean. */
const WEIGHT = 0.1;

/** How long something takes that is drawn again and again, and how long the next time should wait so that it has no more than
 *  its share of the time. Animation frames go on meanwhile. */
export class Effort {
  private readonly share: number;
  private readonly least: number;
  private readonly most: number;
  private mean = 0;
  private doneAt = -Infinity;

  /** @param share of the main thread's time @param least ms between two times @param most ms, however long one takes */
  constructor(share: number, least: number, most: number) {
    this.share = share;
    this.least = least;
    this.most = most;
  }

  /** It was done, in an animation frame that began at `now`. */
  took(ms: number, now: number): void {
    this.doneAt = now;
    this.mean += WEIGHT * (Math.min(ms, this.most) - this.mean);
  }

  /** ms from `now` until it may be done again; 0 or less: now. */
  wait(now: number): number {
    const pause = Math.max(this.least, Math.min(this.most, this.mean / this.share));
    // animation frames come at their own beat: one that is nearly late enough is taken
    return this.doneAt + pause - 4 - now;
  }
}
