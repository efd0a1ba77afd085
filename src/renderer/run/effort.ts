/** Times that are remembered, and which of them in order of size counts: one of the shorter, since a time that was interrupted by
 *  other processes is not our work. */
const REMEMBERED = 12;
const COUNTS = 3;

/** How long something takes that is drawn again and again, and how long the next time should wait so that it has no more than
 *  its share of the time. Animation frames go on meanwhile. */
export class Effort {
  private readonly share: number;
  private readonly least: number;
  private readonly most: number;
  private readonly times = new Float64Array(REMEMBERED);
  private readonly sorted = new Float64Array(REMEMBERED);
  private count = 0;
  private typical = 0;
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
    this.times[this.count++ % REMEMBERED] = Math.min(ms, this.most);
    const known = Math.min(this.count, REMEMBERED);
    this.sorted.set(this.times);
    const times = this.sorted.subarray(0, known).sort();
    this.typical = times[Math.floor((COUNTS * known) / REMEMBERED)] ?? 0;
  }

  /** ms from `now` until it may be done again; 0 or less: now. */
  wait(now: number): number {
    const pause = Math.max(this.least, Math.min(this.most, this.typical / this.share));
    // animation frames come at their own beat: one that is nearly late enough is taken
    return this.doneAt + pause - 4 - now;
  }
}
