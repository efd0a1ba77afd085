/** How many values fall into each of `bins` equal parts of [−limit, limit]; what is beyond counts at the ends. */
export function countBins(values: ArrayLike<number>, limit: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const v = values[i] ?? 0;
    if (Number.isNaN(v)) continue;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor(((v + limit) / (2 * limit)) * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** The largest magnitude in all of these, but at most four times their root mean square. */
export function scaleEnd(all: readonly ArrayLike<number>[]): number {
  let squares = 0;
  let count = 0;
  for (const values of all) {
    for (let i = 0; i < values.length; i++) {
      const v = values[i] ?? 0;
      if (Number.isFinite(v)) squares += v * v;
    }
    count += values.length;
  }
  return Math.min(Math.max(0, ...all.map(largest)), 4 * Math.sqrt(squares / Math.max(1, count)));
}

/** The largest magnitude; what is not finite is left out. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
