import { Effort } from './effort.ts';

/** Plots of whole runs, which are drawn one at a time as the runs grow, and how long all of them take. */
export class GrowingPlots {
  private later: { owner: object; draw: () => void }[] = [];
  private readonly effort: Effort;
  private round = { ms: 0, began: 0 };

  /** @param share of the main thread's time @param least ms between two times @param most ms */
  constructor(share: number, least: number, most: number) {
    this.effort = new Effort(share, least, most);
  }

  /** ms from `now` until they may grow again. */
  wait(now: number): number {
    return this.effort.wait(now);
  }

  /** They grow: what that took so far, before those are drawn that wait for their turn. */
  grew(ms: number, now: number): void {
    this.round = { ms, began: now };
    this.took();
  }

  /** Puts one in the queue; of one owner the newest alone is drawn. */
  add(owner: object, draw: () => void): void {
    this.later = [...this.later.filter((one) => one.owner !== owner), { owner, draw }];
  }

  /** Draws the next in the queue. @returns whether there was one */
  drawNext(): boolean {
    const next = this.later.shift();
    if (!next) return false;
    const began = performance.now();
    next.draw();
    this.round.ms += performance.now() - began;
    this.took();
    return true;
  }

  private took(): void {
    if (this.later.length === 0) this.effort.took(this.round.ms, this.round.began);
  }
}
