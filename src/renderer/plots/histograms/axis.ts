import { axisEnd } from '../../paint/series.ts';

/** Looks in a row at which less than half of the axis must have been needed before it gets shorter. */
const PATIENCE = 60;

/** The end of an axis that layers share. It gets longer at once. While frames come one after the other it gets shorter only
 *  when less than half of it was needed for a while, otherwise at once. What is not finite or 0 leaves it as it was. */
export class CalmEnd {
  private end = 0;
  private row = -1;
  private needed = 0;
  private looks = 0;

  /** The end for values of this size at a row of the recording; 1 while there were none. */
  take(size: number, row: number, playing: boolean): number {
    const another = row !== this.row;
    this.row = row;
    if (!(size > 0) || !Number.isFinite(size)) return this.end || 1;
    const wanted = axisEnd(size);
    if (wanted > this.end) this.set(wanted);
    else if (2 * size >= this.end) this.looks = this.needed = 0;
    else if (!playing) this.set(wanted);
    else if (another) {
      this.needed = Math.max(this.needed, wanted);
      if (++this.looks >= PATIENCE) this.set(this.needed);
    }
    return this.end;
  }

  private set(end: number): void {
    this.end = end;
    this.looks = this.needed = 0;
  }
}

/** Where an axis begins and ends. */
export interface Span {
  low: number;
  high: number;
}
export const spanOf = (end: number, fromZero: boolean): Span => ({ low: fromZero ? 0 : -end, high: end });
