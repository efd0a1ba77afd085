/** Where the timeline is labelled: 0, the end, and what divides it evenly; whole steps. */
export function ticksOf(end: number): number[] {
  const parts = [6, 5, 4].find((n) => end % n === 0) ?? Math.min(4, end);
  return [...new Set(Array.from({ length: parts + 1 }, (_, i) => Math.round((i * end) / parts)))];
}
