import { mnist } from '../../core/datasets.ts';

/** Edges that are drawn at most. */
export const EDGE_BUDGET = 600;
/** A layer up to this is drawn whole where its height allows; of a larger one that does not fit, so many. */
const WHOLE = 24;
const SAMPLE = 16;
const LEAST = 2;

/** How many units of each column are drawn: all where they fit, else 16; fewer of the largest until the edges are within
 *  the budget. @param fit units that a column has room for */
export function countsOf(widths: readonly number[], fit: number, budget = EDGE_BUDGET): number[] {
  const counts = widths.map((width) => (width <= Math.min(fit, WHOLE) ? width : Math.min(width, SAMPLE, fit)));
  for (;;) {
    const edges = counts.reduce((sum, count, c) => sum + (c > 0 ? count * (counts[c - 1] ?? 0) : 0), 0);
    const most = Math.max(...counts);
    if (edges <= budget || most <= LEAST) return counts;
    const at = counts.lastIndexOf(most);
    counts[at] = most - 1;
  }
}

/** `count` of `width` units, evenly, and among them `always`. They depend on nothing that changes while training. */
export function sampled(width: number, count: number, always: number | null = null): number[] {
  const indices = Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * width) / count));
  return withOne(indices, width, always, (i, a) => Math.abs(i - a));
}

/** Pixels of a 28 × 28 image in a grid over its middle, where digits are; and among them `always`. */
export function sampledPixels(count: number, always: number | null = null): number[] {
  const across = Math.max(1, Math.round(Math.sqrt(count)));
  const down = Math.ceil(count / across);
  const { side } = mnist;
  const middle = (k: number, n: number): number => Math.floor(side * (0.22 + (0.56 * (k + 0.5)) / n));
  const indices = Array.from(
    { length: count },
    (_, k) => middle(Math.floor(k / across), down) * side + middle(k % across, across),
  );
  const apart = (i: number, a: number): number =>
    Math.hypot(Math.floor(i / side) - Math.floor(a / side), (i % side) - (a % side));
  return withOne(indices, mnist.width, always, apart);
}

/** With `always` in the place of the nearest one. */
function withOne(
  indices: number[],
  width: number,
  always: number | null,
  distance: (i: number, a: number) => number,
): number[] {
  if (always === null || always >= width || indices.length === 0 || indices.includes(always)) return indices;
  let nearest = 0;
  indices.forEach((i, k) => {
    if (distance(i, always) < distance(indices[nearest] ?? 0, always)) nearest = k;
  });
  return indices.with(nearest, always).sort((a, b) => a - b);
}
