import type { Palette } from '../../paint/palette.ts';
import { into, outOf, smooth, type Placed, type Units } from './layout.ts';
import { isDropped, type Masks } from './masks.ts';
import type { Numbers } from './paint-edges.ts';

/** Distance between two fronts and their speed, in px and px a second. */
const APART = 84;
const SPEED = 130;
/** How long one front takes through the whole drawing after a single step, in ms. */
export const ONCE_MS = 600;
const DOT = 3;
const FAINT = 0.08;

/** Fronts of dots that run through the drawing: forwards with values, backwards with gradients. Each dot sits on an edge and
 *  is as strong as what the edge passes on: |w·h| beside the largest, or |∂J/∂W|.
 *  @param now ms @param once ms since a single step; null while it goes on and on
 *  @param activity how much the units of a column have to pass on, 0 … 1 */
export function paintFlow(
  g: CanvasRenderingContext2D,
  { columns, size }: Units,
  numbers: Numbers,
  max: number,
  activity: (column: Placed, index: number) => number,
  masks: Masks,
  backwards: boolean,
  now: number,
  once: number | null,
  p: Palette,
): void {
  const start = once === null ? ((now / 1000) * SPEED) % APART : (once / ONCE_MS) * size.width;
  const apart = once === null ? APART : Infinity;
  g.fillStyle = p.ink;
  let last = -1;
  for (let c = 1; c < columns.length; c++) {
    const before = columns[c - 1];
    const column = columns[c];
    if (!before || !column || column.W === null) continue;
    const values = numbers(column.W);
    if (!values) continue;
    for (let f = 0; f < before.indices.length; f++) {
      const from = before.indices[f] ?? 0;
      const passed = backwards ? 1 : activity(before, from);
      if (passed < FAINT || isDropped(masks, c - 1, from)) continue;
      const x0 = outOf(before, f);
      const y0 = before.ys[f] ?? 0;
      for (let k = 0; k < column.indices.length; k++) {
        const to = column.indices[k] ?? 0;
        const strength = (Math.abs(values[to * before.width + from] ?? 0) / max) * passed;
        if (!(strength >= FAINT) || isDropped(masks, c, to)) continue;
        const alpha = Math.round(Math.min(0.9, 0.15 + strength) * 8) / 8;
        if (alpha !== last) g.globalAlpha = last = alpha;
        const x1 = into(column, k);
        const dy = (column.ys[k] ?? 0) - y0;
        const first =
          apart === Infinity
            ? start
            : start + Math.ceil((firstX(x0, x1, size.width, backwards) - start) / apart) * apart;
        for (let s = first; s < size.width; s += apart) {
          const x = backwards ? size.width - s : s;
          if (x < x0 || x > x1) break;
          const y = y0 + dy * smooth((x - x0) / (x1 - x0));
          // on whole px: a rectangle that needs no smoothing is drawn many times as fast
          g.fillRect(Math.round(x - DOT / 2), Math.round(y - DOT / 2), DOT, DOT);
        }
      }
    }
  }
  g.globalAlpha = 1;
}

/** How far a front has run when it comes upon an edge. */
const firstX = (x0: number, x1: number, width: number, backwards: boolean): number => (backwards ? width - x1 : x0);
