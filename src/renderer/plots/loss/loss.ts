import { m } from '../../../core/words/m.ts';
import { fixed, int, short } from '../../../core/words/numbers.ts';
import type { Recording } from '../../run/recording.ts';
import type { RunView } from '../../view/run-view.svelte.ts';
import type { Line, Point } from '../chart/lines.ts';
import { finiteLength, thin, trailingMean } from '../../paint/series.ts';

/** What the loss plot can be of. */
export const lossKinds = ['L', 'J', 's'] as const;
export type LossKind = (typeof lossKinds)[number];

/** What the training line is: single minibatches, the epoch mean (core/figures.ts), or its mean over five epochs. */
export const smoothings = ['none', 'epoch', '5 epochs'] as const;
export type Smoothing = (typeof smoothings)[number];
export const smoothingNames: Record<Smoothing, () => string> = {
  none: m.plots_over_none,
  epoch: m.plots_over_epoch,
  '5 epochs': m.plots_over_epochs,
};

/** More points than the plot has pixels would be drawn for nothing. */
const MOST = 300;

/** A number of the run at every row of the recording, and where it was measured on the validation and test sets; train is NaN from the row on
 *  at which the run diverged. */
export interface Course {
  train: Float64Array;
  validation: Point[];
  test: Point[];
  brokenAt: Point | null;
}

/** A value beside its line: three decimals while it is small, whole numbers when it is large. */
export function lossText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) return short(value);
  if (size >= 1000) return int(value);
  if (size > 0 && size < 1e-3) return short(value, 3);
  return fixed(value, size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
}

/** Steps the mean over minibatches reaches back: an epoch, but at least 1/100 of the run, which is ten frames. */
export function reachOf(smoothing: Smoothing, stepsPerEpoch: number, steps: number): number {
  const epoch = Math.max(stepsPerEpoch, steps / 100);
  return smoothing === 'none' ? 1 : smoothing === 'epoch' ? epoch : 5 * epoch;
}

/** L, J or s over the run. L in training is that of the minibatch or the epoch mean; J adds the penalty s to it. On the test set
 *  they are exact. */
export function lossCourse(recording: Recording, kind: LossKind, smoothing: Smoothing, perEpoch: number): Course {
  const penalty = recording.column('penalty');
  if (kind === 's') return courseOf(recording, penalty, [], []);
  const raw = recording.column(smoothing === 'none' ? 'loss' : 'epochLoss');
  const at = recording.column('step');
  // five epoch means that lie an epoch apart reach over four
  const mean = smoothing === '5 epochs' ? trailingMean(at, raw.subarray(0, finiteLength(raw)), 4 * perEpoch + 1) : raw;
  const test = measuredPoints(recording, recording.column('testStep'), recording.column('testLoss'));
  const course = courseOf(recording, mean, test, validationPoints(recording, 0), raw.length);
  if (kind === 'L') return course;
  const withPenalty = (points: readonly Point[]): Point[] =>
    points.map(([step, value]) => [step, value + (penalty[recording.rowAt(step)] ?? NaN)]);
  return {
    train: course.train.map((value, row) => value + (penalty[row] ?? NaN)),
    validation: withPenalty(course.validation),
    test: withPenalty(course.test),
    brokenAt: course.brokenAt,
  };
}

/** The share of right answers over the run: in training, of the recorded minibatches of the latest `reach` steps, each counted
 *  by its examples. */
export function accuracyCourse(recording: Recording, reach: number): Course {
  const raw = recording.column('accuracy');
  const right = raw.subarray(0, finiteLength(raw));
  const mean = trailingMean(recording.column('step'), right, reach, recording.column('n'));
  const test = measuredPoints(recording, recording.column('testStep'), recording.column('testAccuracy'));
  return courseOf(recording, mean, test, validationPoints(recording, 1), raw.length);
}

/** @param values up to where they are finite @param rows of the recording */
function courseOf(
  recording: Recording,
  values: Float64Array,
  test: Point[],
  validation: Point[],
  rows = values.length,
): Course {
  const at = recording.column('step');
  const n = finiteLength(values);
  const train = new Float64Array(rows).fill(NaN);
  train.set(values.subarray(0, n));
  return {
    train,
    test,
    validation,
    brokenAt: n < rows ? [at[Math.max(0, n - 1)] ?? 0, train[n - 1] ?? 0] : null,
  };
}

/** Loss (0) or accuracy (1) of the validation set where it was measured; none where there is no such set. */
const validationPoints = (recording: Recording, which: 0 | 1): Point[] =>
  measuredPoints(recording, recording.validationColumn(2), recording.validationColumn(which));

/** The values at the steps they were measured at, each once. */
function measuredPoints(recording: Recording, at: ArrayLike<number>, values: ArrayLike<number>): Point[] {
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

/** The value of a course at a row; at one that came after it was last made, its latest: what is written at a line's end is there
 *  at every frame, though lines are drawn anew more rarely. */
export const heldAt = ({ train }: Course, row: number): number => train[Math.min(row, train.length - 1)] ?? NaN;

/** The lines of a course, train solid and test dashed, without the values at a row. */
export function linesOf(course: Course, recording: Recording | null): Line[] {
  const n = finiteLength(course.train);
  const points = (of: readonly Point[]): Point[] => thin(of.length, MOST).map((i) => of[i] as Point);
  const train: Line = {
    id: 'train',
    label: m.plots_line_train(),
    points: thin(n, MOST).map((i): Point => [recording?.stepOf(i) ?? 0, course.train[i] ?? NaN]),
    at: NaN,
  };
  const test: Line = { id: 'test', label: m.plots_line_test(), points: points(course.test), at: NaN, dash: [5, 3] };
  const validation: Line = {
    id: 'validation',
    label: m.plots_line_validation(),
    points: points(course.validation),
    at: NaN,
    dash: [1.5, 3],
  };
  return [train, ...(course.validation.length > 0 ? [validation] : []), ...(course.test.length > 0 ? [test] : [])];
}

/** The same lines of a branch's parent until the fork: context, and so faint. */
export const pastLines = (course: Course, parent: Recording): Line[] =>
  linesOf(course, parent).map((line) => ({ ...line, id: `past ${line.id}`, label: '', faint: true }));

/** What another run does on the test set, or in training where it has none, on the steps of this one: context, named by its
 *  letter. @param ratio how many steps of this one are one of its */
export function otherLines(letter: string, course: Course, recording: Recording, ratio: number): Line[] {
  const line = linesOf(course, recording).at(-1);
  if (!line || line.points.length === 0) return [];
  const points = line.points.map(([step, value]): Point => [step * ratio, value]);
  return [{ ...line, id: `other ${letter}`, label: letter, points, faint: true }];
}

/** Where early stopping found the loss it watches lowest, with the penalty of that step for J; null where it does not watch.
 *  @param penalty of the step that is looked at, 0 for L */
export function bestOf({ opened, row }: RunView, penalty: number): Point | null {
  const best = opened?.info.progress.best;
  if (!best || row < 0) return null;
  const own = penalty === 0 ? 0 : opened.recording.scalar('penalty', opened.recording.rowAt(best.step));
  return [best.step, (best.validationLoss ?? best.testLoss ?? NaN) + own];
}
