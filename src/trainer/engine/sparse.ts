import type { Examples } from '../../core/examples.ts';

/** Where more vectors of four numbers than this are not all zero, leaving zeros out costs more than it saves. */
const MOST = 0.6;
/** Narrower examples are not worth their lists. */
const LEAST_WIDTH = 64;
/** So many groups of four examples tell. */
const GROUPS = 100;

/** Whether most of the examples' numbers are zero, in four examples at once: measured on examples spread over all. */
export function isSparse({ x, width, count }: Examples): boolean {
  const groups = Math.min(GROUPS, Math.floor(count / 4));
  if (width < LEAST_WIDTH || groups === 0) return false;
  let some = 0;
  for (let g = 0; g < groups; g++) {
    const first = 4 * Math.floor((g * Math.floor(count / 4)) / groups);
    for (let k = 0; k < width; k++) if ([0, 1, 2, 3].some((i) => x[(first + i) * width + k] !== 0)) some++;
  }
  return some <= MOST * groups * width;
}
