import { at } from '../../../core/floats.ts';
import type { ExampleSets } from '../../run/examples.svelte.ts';
import type { Palette } from '../../paint/palette.ts';
import { toX, toY, type Square } from '../../paint/plane.ts';

/** px within which a click on the plane means an example. */
const REACH = 7;

/** The point of the plane at a place of the canvas, kept within the square. */
export function pointAt({ x, y, side, limit }: Square, left: number, top: number): [number, number] {
  const inside = (v: number): number => Math.max(-limit, Math.min(limit, v));
  return [inside(((left - x) / side) * 2 * limit - limit), inside(limit - ((top - y) / side) * 2 * limit)];
}

/** The example nearest to a point, if it is as near as a click can tell; of two equally near ones the training example. */
export function exampleNear(
  square: Square,
  sets: ExampleSets,
  [x1, x2]: readonly [number, number],
): { set: 'train' | 'test'; index: number } | null {
  let best = (REACH / square.side) * 2 * square.limit;
  let found: { set: 'train' | 'test'; index: number } | null = null;
  for (const set of ['train', 'test'] as const) {
    const { x, scale, count } = sets[set];
    for (let i = 0; i < count; i++) {
      const away = Math.hypot(at(x, 2 * i) * scale - x1, at(x, 2 * i + 1) * scale - x2);
      if (away < best) [best, found] = [away, { set, index: i }];
    }
  }
  return found;
}

/** Whether two points are the same to a click. */
export const near = (square: Square, a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  Math.hypot((a[0] ?? NaN) - (b[0] ?? NaN), (a[1] ?? NaN) - (b[1] ?? NaN)) <= (REACH / square.side) * 2 * square.limit;

/** A probe: hairlines across the square, a ring, and beside it what the network says; dashed while it is only being placed. */
export function drawMark(
  c: CanvasRenderingContext2D,
  square: Square,
  x: ArrayLike<number>,
  text: string,
  placing: boolean,
  p: Palette,
): void {
  const [left, top] = [toX(square, x[0] ?? NaN), toY(square, x[1] ?? NaN)];
  if (Number.isNaN(left) || Number.isNaN(top)) return;
  const r = 7;
  const end = square.x + square.side;
  const foot = square.y + square.side;
  c.save();
  c.strokeStyle = p.accent;
  c.lineWidth = p.hair;
  c.setLineDash(placing ? [3, 3] : []);
  c.beginPath();
  for (const [x0, y0, x1, y1] of [
    [square.x, top, left - r, top],
    [left + r, top, end, top],
    [left, square.y, left, top - r],
    [left, top + r, left, foot],
  ] as const) {
    if (x1 < x0 || y1 < y0) continue;
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
  }
  c.stroke();
  c.lineWidth = 4;
  c.strokeStyle = p.ground;
  c.beginPath();
  c.arc(left, top, r, 0, 2 * Math.PI);
  if (!placing) c.stroke();
  c.lineWidth = p.select;
  c.strokeStyle = p.accent;
  c.stroke();
  c.restore();
  c.font = `600 ${p.small}px ${p.font}`;
  const width = c.measureText(text).width;
  // right of the ring and above the hairline, or where there is room
  const onRight = left + r + 5 + width < end;
  const above = top - square.y > p.small + 8;
  c.textAlign = onRight ? 'left' : 'right';
  c.textBaseline = above ? 'bottom' : 'top';
  const [tx, ty] = [onRight ? left + r + 4 : left - r - 4, above ? top - 4 : top + 4];
  c.strokeStyle = p.ground;
  c.lineWidth = 3;
  c.lineJoin = 'round';
  c.strokeText(text, tx, ty);
  c.fillStyle = p.accent;
  c.fillText(text, tx, ty);
}
