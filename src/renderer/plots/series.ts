/** The largest finite value of a list, or `least`. */
export function largest(values: Iterable<number>, least: number): number {
  let max = least;
  for (const value of values) if (Number.isFinite(value) && value > max) max = value;
  return max;
}

/** A running mean that narrows towards both ends, so that the first and the last value are the raw ones. */
export function smooth(values: ArrayLike<number>, half: number): Float64Array {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = (sums[i] as number) + (values[i] as number);
  return Float64Array.from({ length: n }, (_, i) => {
    const k = Math.min(half, i, n - 1 - i);
    return ((sums[i + k + 1] as number) - (sums[i - k] as number)) / (2 * k + 1);
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
