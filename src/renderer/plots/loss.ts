import { fixed, short } from '../marks/format.ts';
import type { Recording } from '../run/recording.ts';
import { axisFromZero, finiteLength, largest, thin, trailingMean } from './series.ts';

export type Point = [step: number, value: number];

/** The two lines of the loss plot. */
export interface LossLines {
  train: Point[];
  test: Point[];
  /** The value of the train line at every row of the recording; NaN where the loss is not finite. */
  means: Float64Array;
  axis: { max: number; step: number; decimals: number };
  /** The least positive value, for a log axis. */
  least: number;
  /** The last finite point of a loss that ended in NaN or ∞. */
  brokenAt: Point | null;
}

/** A loss beside its line: three decimals while it is small, whole numbers when it is large. */
export function lossText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return short(value);
  return fixed(value, size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
}

/** A tick of the loss axis, short enough for its margin: 1,500 is `1.5k`. */
export function tickText(value: number, decimals: number): string {
  if (value >= 1e6) return short(value, 1);
  return value >= 1e3 ? `${short(value / 1000, 3)}k` : fixed(value, decimals);
}

/** More points than the plot has pixels would be drawn for nothing. */
const MOST = 300;

/** Train: the mean L of the last epoch's batches; of at most 1/40 of the run where epochs are long, and of at least
 *  1/100 where they are short.
 *  Test: L of the whole test set, where it was measured. */
export function lossLines(recording: Recording, stepsPerEpoch: number, steps: number): LossLines {
  const at = recording.column('step');
  const raw = recording.column('meanLoss');
  const n = finiteLength(raw);
  const finite = trailingMean(at, raw.subarray(0, n), Math.max(Math.min(stepsPerEpoch, steps / 40), steps / 100));
  const means = new Float64Array(raw.length).fill(NaN);
  means.set(finite);
  const train = thin(n, MOST).map((i): Point => [at[i] ?? 0, means[i] ?? NaN]);
  const test = testPoints(recording);
  const values = [...train, ...test].map(([, value]) => value);
  return {
    train,
    test: thin(test.length, MOST).map((i) => test[i] as Point),
    means,
    axis: axisFromZero(largest(values, 1e-9)),
    least: values.reduce((min, v) => (v > 0 && v < min ? v : min), 1),
    brokenAt: n < raw.length ? (train.at(-1) ?? [0, 0]) : null,
  };
}

export const noLines: LossLines = {
  train: [],
  test: [],
  means: new Float64Array(0),
  axis: axisFromZero(1),
  least: 0.1,
  brokenAt: null,
};

function testPoints(recording: Recording): Point[] {
  const at = recording.column('testStep');
  const loss = recording.column('testLoss');
  const points: Point[] = [];
  // a branch knows its parent's last measurement, which is no point of its own line
  const first = recording.stepOf(0);
  let before = NaN;
  for (let i = 0; i < at.length; i++) {
    const step = at[i] as number;
    if (step === before || step < first || !Number.isFinite(loss[i])) continue;
    points.push([step, loss[i] as number]);
    before = step;
  }
  return points;
}
