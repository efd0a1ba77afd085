import { m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';

/** `1 point`, `163 points`. */
export const countWords = (n: number): string => m.drawing_points({ n, shown: int(n) });

/** The least and the largest brush, and from one of its sizes to the next. */
export const RADIUS = { least: 0.1, most: 3, step: 0.1 } as const;

/** The next larger or smaller brush. */
export const radii = (radius: number, by: 1 | -1): number =>
  Number(Math.max(RADIUS.least, Math.min(RADIUS.most, radius + by * RADIUS.step)).toFixed(2));
