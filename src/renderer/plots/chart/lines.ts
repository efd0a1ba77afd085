import { axisFromZero, largest } from '../../paint/series.ts';
import type { Range } from '../../paint/shared.svelte.ts';

export type Point = [step: number, value: number];

/** One line of a chart over the run. */
export interface Line {
  id: string;
  points: readonly Point[];
  /** What its end is labelled with: words, or the name of a variable (`dW1`), set as in formulas. */
  label: string;
  name?: true;
  /** The value at the step that is looked at; NaN where there is none. */
  at: number;
  /** Lengths of dashes and gaps in px; solid where not given. */
  dash?: readonly number[];
  /** The path of the mark at the step that is looked at; a disc, or a ring on a dashed line, where not given. */
  mark?: string;
  /** Context, and not what the plot is about; its label is written at its end. */
  faint?: true;
  /** One of many. */
  thin?: true;
}

/** The value axis: linear from `least` to `most`, or logarithmic between powers of ten. */
export interface Axis {
  log: boolean;
  least: number;
  most: number;
  /** The distance of its ticks, in decades where it is logarithmic (1 leaves it to the chart); of a linear axis their decimals. */
  step: number;
  decimals: number;
  /** Ticks are written in units of this power of ten, which stands at the top: 0.00025 is 2.5 under 10⁻⁴. None where left out. */
  exponent?: number;
}

const values = (lines: readonly Line[]): number[] =>
  lines.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);

/** An axis from 0 that holds all lines. */
export function linearAxis(lines: readonly Line[]): Axis {
  const { max, step, decimals } = axisFromZero(largest(values(lines), 1e-9));
  if (decimals <= 3 && max < 1e6) return { log: false, least: 0, most: max, step, decimals };
  const exponent = Math.floor(Math.log10(max) + 1e-9);
  return {
    log: false,
    least: 0,
    most: max,
    step,
    decimals: Math.max(0, Math.ceil(exponent - Math.log10(step) - 1e-9)),
    exponent,
  };
}

/** Whole decades that hold all positive values, at most `decades` of them below the largest. */
export function logAxis(lines: readonly Line[], decades = 12): Axis {
  const positive = values(lines).filter((v) => v > 0);
  const high = Math.ceil(Math.log10(largest(positive, 1e-30)) - 1e-9);
  const most = positive.length > 0 ? high : 0;
  const low = positive.reduce((min, v) => Math.min(min, v), Infinity);
  const least = positive.length > 0 ? Math.floor(Math.log10(low) + 1e-9) : -1;
  return {
    log: true,
    least: 10 ** Math.max(Math.min(least, most - 1), most - decades),
    most: 10 ** most,
    step: 1,
    decimals: 0,
  };
}

/** The least and the largest value that an axis must hold; null where there is none. @param log what is not positive has no
 *  place there */
export function rangeOf(lines: readonly Line[], log: boolean): Range | null {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values(lines)) {
    if (log && value <= 0) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most < least ? null : [least, most];
}

/** A line that only makes an axis hold a range. */
export const spanning = ([least, most]: Range): Line => ({
  id: 'range',
  label: '',
  points: [
    [0, least],
    [0, most],
  ],
  at: NaN,
});

/** An axis from 0 to 1, for shares. */
export const shareAxis: Axis = { log: false, least: 0, most: 1, step: 0.25, decimals: 2 };
