import { fixed, short } from '../../marks/format.ts';
import type { Recording } from '../../run/recording.ts';
import type { Line, Point } from '../chart/lines.ts';
import { finiteLength, thin, trailingMean } from '../series.ts';

/** What the loss plot can be of. */
export const lossKinds = ['L', 'J', 's'] as const;
export type LossKind = (typeof lossKinds)[number];

/** How far back the training line's mean reaches: not at all, an epoch, five. */
export const smoothings = ['none', 'epoch', '5 epochs'] as const;
export type Smoothing = (typeof smoothings)[number];

/** More points than the plot has pixels would be drawn for nothing. */
const MOST = 300;

/** A number of the run at every row of the recording, and where it was measured on the test set; train is NaN from the row on
 *  at which the run diverged. */
export interface Course {
  train: Float64Array;
  test: Point[];
  brokenAt: Point | null;
}

/** A value beside its line: three decimals while it is small, whole numbers when it is large. */
export function lossText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return short(value);
  if (size > 0 && size < 1e-3) return short(value, 3);
  return fixed(value, size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
}

/** Steps the training line's mean reaches back. An epoch, but at most 1/40 of the run where epochs are long, and at least
 *  1/100 where they are short. */
export function reachOf(smoothing: Smoothing, stepsPerEpoch: number, steps: number): number {
  const epoch = Math.max(Math.min(stepsPerEpoch, steps / 40), steps / 100);
  return smoothing === 'none' ? 1 : smoothing === 'epoch' ? epoch : 5 * epoch;
}

/** L, J or s over the run. L of training batches is the mean since the frame before, averaged over `reach` steps; J adds the
 *  penalty s to it. On the test set they are exact. */
export function lossCourse(recording: Recording, kind: LossKind, reach: number): Course {
  const penalty = recording.column('penalty');
  if (kind === 's') return courseOf(recording, penalty, null, 1);
  const course = courseOf(recording, recording.column('meanLoss'), recording.column('testLoss'), reach);
  if (kind === 'L') return course;
  return {
    train: course.train.map((value, row) => value + (penalty[row] ?? NaN)),
    test: course.test.map(([step, value]): Point => [step, value + (penalty[recording.rowAt(step)] ?? NaN)]),
    brokenAt: course.brokenAt,
  };
}

/** The share of right answers over the run. */
export const accuracyCourse = (recording: Recording, reach: number): Course =>
  courseOf(recording, recording.column('accuracy'), recording.column('testAccuracy'), reach);

function courseOf(recording: Recording, raw: Float64Array, test: Float64Array | null, reach: number): Course {
  const at = recording.column('step');
  const n = finiteLength(raw);
  const train = new Float64Array(raw.length).fill(NaN);
  train.set(trailingMean(at, raw.subarray(0, n), reach));
  return {
    train,
    test: test ? testPoints(recording, test) : [],
    brokenAt: n < raw.length ? [at[Math.max(0, n - 1)] ?? 0, train[n - 1] ?? 0] : null,
  };
}

function testPoints(recording: Recording, values: Float64Array): Point[] {
  const at = recording.column('testStep');
  const points: Point[] = [];
  // a branch knows its parent's last measurement, which is no point of its own line
  const first = recording.stepOf(0);
  let before = NaN;
  for (let i = 0; i < at.length; i++) {
    const step = at[i] as number;
    if (step === before || step < first || !Number.isFinite(values[i])) continue;
    points.push([step, values[i] as number]);
    before = step;
  }
  return points;
}

/** The lines of a course, train solid and test dashed, without the values at a row. */
export function linesOf(course: Course, recording: Recording | null): Line[] {
  const n = finiteLength(course.train);
  const points = (of: readonly Point[]): Point[] => thin(of.length, MOST).map((i) => of[i] as Point);
  const train: Line = {
    id: 'train',
    label: 'train',
    points: thin(n, MOST).map((i): Point => [recording?.stepOf(i) ?? 0, course.train[i] ?? NaN]),
    at: NaN,
  };
  const test: Line = { id: 'test', label: 'test', points: points(course.test), at: NaN, dash: [5, 3] };
  return course.test.length > 0 ? [train, test] : [train];
}
