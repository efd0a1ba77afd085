import type { Recording } from '../../run/recording.ts';
import type { Distribution } from './distribution.ts';
import { distributionIn } from './subject.ts';

/** The quantiles that are kept. */
export const levels = [0, 0.01, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95, 0.99, 1] as const;
export const levelOf = (p: (typeof levels)[number]): number => levels.indexOf(p);

/** Bins that are kept, of [least, most]. */
export const SHAPE_BINS = 40;

/** What is kept of one variable at one step. */
export interface Summary {
  total: number;
  broken: number;
  mean: number;
  std: number;
  zeros: number;
  /** At each of `levels`. */
  quantiles: Float64Array;
  /** Counts between the least and the largest value. */
  shape: Float32Array;
}

export function summaryOf(values: Distribution): Summary {
  const { total, broken, mean, std, zeros, least, most } = values;
  const shape = new Float32Array(SHAPE_BINS);
  if (total > 0 && most > least) shape.set(values.counts(least, most, SHAPE_BINS));
  else shape[SHAPE_BINS >> 1] = total;
  return { total, broken, mean, std, zeros, quantiles: Float64Array.from(levels, (p) => values.quantile(p)), shape };
}

/** One row of the recording, and what is kept of it: a summary for each variable, null where the frame does not have it. */
export interface Sample {
  row: number;
  step: number;
  of: readonly (Summary | null)[];
}

/** What a history reads of a recording. */
export type Rows = Pick<Recording, 'rows' | 'ordinalOf' | 'stepOf' | 'decode'> & {
  bytes: { has(ordinal: number): boolean };
};

/** How variables were distributed over a run, from at most `most` rows of its recording: every row at first, then every second,
 *  every fourth … as it grows, so that each is taken apart once and memory stays what it is. */
export class TensorHistory {
  readonly names: readonly string[];
  /** Rows from one sample to the next. */
  stride = 1;
  private readonly rows: Rows;
  private readonly most: number;
  /** Of row i · stride; null where the frame cannot be had. */
  private samples: (Sample | null | undefined)[] = [];

  constructor(rows: Rows, names: readonly string[], most = 192) {
    this.rows = rows;
    this.names = names;
    this.most = most;
  }

  /** The samples that are there, in their order. */
  get taken(): Sample[] {
    return this.samples.filter((sample) => sample !== null && sample !== undefined);
  }

  /** Takes in rows whose bytes are here, as long as there is time. @returns whether it took any, and whether any are left */
  work(timeLeft: () => boolean): { took: boolean; left: boolean } {
    this.fitTo(this.rows.rows);
    let took = false;
    for (let i = 0; i < this.samples.length; i++) {
      if (this.samples[i] !== undefined || !this.rows.bytes.has(this.ordinal(i))) continue;
      if (took && !timeLeft()) return { took, left: true };
      const row = i * this.stride;
      const found = this.rows.decode(this.ordinal(i));
      if (!found) continue;
      const { frame } = found;
      const of = this.names.map((name) => {
        const values = distributionIn(frame, name);
        return values && summaryOf(values);
      });
      this.samples[i] = { row, step: frame.scalars.step, of };
      took = true;
    }
    return { took, left: false };
  }

  /** Ordinals of frames whose bytes must be asked for, at most so many. */
  missing(most: number): number[] {
    const ordinals: number[] = [];
    for (let i = 0; i < this.samples.length && ordinals.length < most; i++)
      if (this.samples[i] === undefined && !this.rows.bytes.has(this.ordinal(i))) ordinals.push(this.ordinal(i));
    return ordinals;
  }

  /** These were asked for and did not come: they are not asked for again. */
  giveUp(ordinals: readonly number[]): void {
    const gone = new Set(ordinals);
    for (let i = 0; i < this.samples.length; i++)
      if (this.samples[i] === undefined && gone.has(this.ordinal(i))) this.samples[i] = null;
  }

  private ordinal(i: number): number {
    return this.rows.ordinalOf(i * this.stride);
  }

  private fitTo(rows: number): void {
    while (Math.ceil(rows / this.stride) > this.most) {
      this.stride *= 2;
      this.samples = this.samples.filter((_, i) => i % 2 === 0);
    }
    while (this.samples.length < Math.ceil(rows / this.stride)) this.samples.push(undefined);
  }
}
