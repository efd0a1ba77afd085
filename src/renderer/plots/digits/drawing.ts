import { normalizedInk } from '../../../core/data/ink.ts';
import { mnist } from '../../../core/datasets.ts';

/** Points of a pad along a side: four for each pixel of a digit, so that scaling it down smooths its edges. */
export const PAD = 4 * mnist.side;
/** Where the brush is full, and where it ends, from its middle, in pixels of a digit. */
const CORE = 1;
const EDGE = 1.7;
/** The eraser is wider than the brush. */
const ERASER = 2;
/** Fainter ink is taken for none. */
const FAINT = 0.05;

/** Draws a line into the ink of a pad with a soft round brush, or takes away. @param from and `to` in shares of the side */
export function stroke(
  ink: Float32Array,
  from: readonly [number, number],
  to: readonly [number, number],
  erase: boolean,
): void {
  const scale = PAD / mnist.side;
  const size = erase ? ERASER : 1;
  const [core, edge] = [CORE * size * scale, EDGE * size * scale];
  const [x0, y0, x1, y1] = [from[0] * PAD, from[1] * PAD, to[0] * PAD, to[1] * PAD];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  const first = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - edge));
  const last = (a: number, b: number): number => Math.min(PAD - 1, Math.ceil(Math.max(a, b) + edge));
  for (let r = first(y0, y1); r <= last(y0, y1); r++)
    for (let q = first(x0, x1); q <= last(x0, x1); q++) {
      const [x, y] = [q + 0.5 - x0, r + 0.5 - y0];
      const along = squared > 0 ? Math.max(0, Math.min(1, (x * dx + y * dy) / squared)) : 0;
      const away = Math.hypot(x - along * dx, y - along * dy);
      const press = Math.max(0, Math.min(1, (edge - away) / (edge - core)));
      const k = r * PAD + q;
      const there = ink[k] ?? 0;
      ink[k] = erase ? Math.min(there, 1 - press) : Math.max(there, press);
    }
}

/** A drawing as MNIST would have it; null without ink. */
export const normalized = (ink: Float32Array): Float32Array | null => normalizedInk(ink, PAD, FAINT);
