import type { RunInfo } from '../../core/run.ts';

const MOST_POINTS = 33;

/** A run whose curve is as fine as a line of the list shows it: dozens of them go with every answer.
 *  Some half of its points, in three digits. */
export function sketched(info: RunInfo): RunInfo {
  const { curve } = info.progress;
  const digits = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(3)));
  // of two points the first, unless the other alone has a test loss
  const points = curve.filter(
    ({ testLoss }, i) =>
      curve.length <= MOST_POINTS ||
      i % 2 === 0 ||
      i === curve.length - 1 ||
      (testLoss !== null && curve[i - 1]?.testLoss === null),
  );
  return {
    ...info,
    progress: {
      ...info.progress,
      curve: points.map(({ step, loss, testLoss }) => ({ step, loss: digits(loss), testLoss: digits(testLoss) })),
    },
  };
}
