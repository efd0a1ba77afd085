import type { Recording } from '../run/recording.ts';
import { finiteLength, largest, smooth, thin } from './series.ts';
import { niceCeil } from '../marks/format.ts';

export type Point = [step: number, value: number];

/** The two lines of the loss plot. */
export interface LossLines {
  train: Point[];
  test: Point[];
  /** Up to where the axis goes; it only moves when a loss leaves it. */
  max: number;
  min: number;
  /** The last finite point of a loss that ended in NaN or ∞. */
  brokenAt: Point | null;
}

/** More points than the plot has pixels would be drawn for nothing. */
const MOST = 600;

/** Train: the mean L of the steps since the frame before, drawn as a running mean over an epoch (at most 1/40 of the run);
 *  the first and last point are raw. Test: where it was measured. */
export function lossLines(recording: Recording, stepsPerEpoch: number): LossLines {
  const steps = recording.column('step');
  const raw = recording.column('meanLoss');
  const n = finiteLength(raw);
  const between = n > 1 ? ((steps[n - 1] ?? 0) - (steps[0] ?? 0)) / (n - 1) : 1;
  const half = Math.floor(Math.min(stepsPerEpoch / Math.max(between, 1e-9), n / 40));
  const means = smooth(raw.subarray(0, n), half);
  const train = thin(n, MOST).map((i): Point => [steps[i] ?? 0, means[i] ?? NaN]);
  const test = testPoints(recording);
  const values = [...train, ...test].map(([, value]) => value);
  return {
    train,
    test: thin(test.length, MOST).map((i) => test[i] as Point),
    max: niceCeil(1.02 * largest(values, 1e-12)),
    min: values.reduce((min, v) => (v > 0 && v < min ? v : min), 1),
    brokenAt: n < raw.length ? (train.at(-1) ?? [0, 0]) : null,
  };
}

function testPoints(recording: Recording): Point[] {
  const at = recording.column('testStep');
  const loss = recording.column('testLoss');
  const points: Point[] = [];
  let before = NaN;
  for (let i = 0; i < at.length; i++) {
    const step = at[i] as number;
    if (step === before || !Number.isFinite(loss[i])) continue;
    points.push([step, loss[i] as number]);
    before = step;
  }
  return points;
}

/** The value of a line at a step, between its points. */
export function valueAt(points: readonly Point[], step: number): number {
  const after = points.findIndex(([s]) => s >= step);
  const b = points[after < 0 ? points.length - 1 : after];
  const a = points[Math.max(0, after - 1)];
  if (!a || !b) return NaN;
  return b[0] === a[0] || after < 0 ? b[1] : a[1] + ((step - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
}
