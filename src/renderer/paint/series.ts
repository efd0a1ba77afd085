/** The largest finite value of a list, or `least`. */
export function largest(values: Iterable<number>, least: number): number {
  let max = least;
  for (const value of values) if (Number.isFinite(value) && value > max) max = value;
  return max;
}

/** The mean of the values at most `reach` before each position: `at` rises with `values`.
 *  @param weights of the values; left out, all alike */
export function trailingMean(
  at: ArrayLike<number>,
  values: ArrayLike<number>,
  reach: number,
  weights?: ArrayLike<number>,
): Float64Array {
  let from = 0;
  let sum = 0;
  let all = 0;
  const weight = (i: number): number => weights?.[i] ?? 1;
  return Float64Array.from({ length: values.length }, (_, i) => {
    sum += weight(i) * (values[i] as number);
    all += weight(i);
    for (; (at[from] as number) <= (at[i] as number) - reach; from++) {
      sum -= weight(from) * (values[from] as number);
      all -= weight(from);
    }
    return sum / all;
  });
}

/** How many values from the start are finite: a run that diverged has none after. */
export function finiteLength(values: ArrayLike<number>): number {
  let n = 0;
  while (n < values.length && Number.isFinite(values[n])) n++;
  return n;
}

/** At most about `most` of n indices, evenly spread, the first and the last among them. */
export function thin(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));
}

/** Moves labels apart so that neighbours keep `gap` and all stay within [low, high]; order is kept. */
export function spread(wanted: readonly number[], low: number, high: number, gap: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let least = low;
  for (const i of order) {
    placed[i] = Math.max(placed[i] ?? 0, least);
    least = (placed[i] ?? 0) + gap;
  }
  let most = high;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i] ?? 0, most);
    most = (placed[i] ?? 0) - gap;
  }
  return placed;
}

/** Ends for axes: finer than 1, 2, 5, so that little room is lost; all have a simple half. */
const ends = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The end of an axis from −end to end that holds a size. */
export function axisEnd(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return Number(((ends.find((end) => end * power >= size * (1 - 1e-9)) ?? 10) * power).toPrecision(3));
}

/** An axis from 0: whole steps of 1, 2 or 5 × 10^k, three to five of them, that hold a value. */
export function axisFromZero(value: number): { max: number; step: number; decimals: number } {
  const largestValue = value > 0 && Number.isFinite(value) ? value : 1;
  const power = 10 ** Math.floor(Math.log10(largestValue / 3));
  const step = ([1, 2, 5, 10].find((s) => s * power * 5 >= largestValue * (1 - 1e-9)) ?? 10) * power;
  const max = Math.ceil(largestValue / step - 1e-9) * step;
  return { max, step, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** Small multiples side by side: more would be too narrow. */
const MOST = 5;

/** At most five of a list, evenly spread, the first and the last among them. */
export function fewOf<T>(all: readonly T[], most = MOST): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] as T);
}
