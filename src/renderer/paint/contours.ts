import { contours } from 'd3-contour';
import type { Plan } from '../../core/plan/schema.ts';
import type { Palette } from './palette.ts';
import type { Grid, Square } from './plane.ts';

/** Where the network is so sure of class 1, besides the boundary at one half. */
export const levels = [0.1, 0.25, 0.75, 0.9] as const;

/** What a margin says of class 1: p = σ(margin), or under squared error the output itself, which is no probability. */
export const chanceOf = (margin: number, loss: Plan['loss']): number =>
  loss === 'squared_error' ? 0.5 + margin / 4 : 1 / (1 + Math.exp(-margin));

/** The margin at which that is reached. */
export const marginAt = (chance: number, loss: Plan['loss']): number =>
  loss === 'squared_error' ? 4 * (chance - 0.5) : Math.log(chance / (1 - chance));

/** What it is called. */
export const chanceName = (loss: Plan['loss']): 'p' | 'o' => (loss === 'squared_error' ? 'o' : 'p');

/** The lines where the field has a value: x and y of their points in units of the side, from the upper left, NaN NaN between
 *  two lines. The rings of d3-contour run along the frame where the field does; those parts are left out, and where a line
 *  meets the frame, which d3-contour does not interpolate, it goes on as it came. */
export function linesAt({ size }: Pick<Grid, 'size'>, values: number[], level: number): Float32Array {
  const points: number[] = [];
  const rings = contours().size([size, size]).contour(values, level).coordinates.flat();
  const onFrame = (v: number): boolean => v <= 0 || v >= size;
  const ends = ([x = 0, y = 0]: readonly number[] = []): boolean => onFrame(x) || onFrame(y);
  const add = (point: readonly number[] = [], from: readonly number[] = []): void => {
    const [[x = 0, y = 0], [x0 = 0, y0 = 0]] = [point, from];
    points.push((onFrame(y) ? x0 : x) / size, (onFrame(x) ? y0 : y) / size);
  };
  for (const ring of rings) {
    let open = false;
    for (let i = 1; i < ring.length; i++) {
      const [before, point] = [ring[i - 1], ring[i]];
      const along = ends(before) && ends(point);
      if (!along && !open) {
        points.push(NaN, NaN);
        add(before, point);
      }
      if (!along) add(point, before);
      open = !along;
    }
  }
  return Float32Array.from(points);
}

/** The line margin = 0. */
export const boundaryOf = (field: Pick<Grid, 'size' | 'values'>): Float32Array =>
  linesAt(field, Array.from(field.values), 0);

/** Strokes lines over a square, with the style that is set. */
export function strokeLines(
  c: CanvasRenderingContext2D,
  lines: Float32Array,
  { x, y, side }: Omit<Square, 'limit'>,
): void {
  c.lineJoin = 'round';
  c.beginPath();
  let begun = false;
  for (let i = 0; i < lines.length; i += 2) {
    const [u = NaN, v = NaN] = [lines[i], lines[i + 1]];
    if (Number.isNaN(u)) begun = false;
    else if (begun) c.lineTo(x + u * side, y + v * side);
    else {
      c.moveTo(x + u * side, y + v * side);
      begun = true;
    }
  }
  c.stroke();
}

/** Writes on each line what it stands for, at its middle, where there is room. */
export function labelLines(
  c: CanvasRenderingContext2D,
  lines: readonly { level: number; points: Float32Array }[],
  { x, y, side }: Square,
  p: Palette,
): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.lineJoin = 'round';
  const placed: [number, number][] = [];
  for (const { level, points } of lines) {
    const inside = (v: number): boolean => v > 0.04 && v < 0.96;
    // from the middle of the line outwards, the first place that is free
    const n = points.length / 2;
    const order = Array.from({ length: n }, (_, i) => Math.floor(n / 2) + (i % 2 === 0 ? i / 2 : -(i + 1) / 2));
    const found = order.find((i) => {
      const [u = NaN, v = NaN] = [points[2 * i], points[2 * i + 1]];
      const free = placed.every(([a, b]) => Math.hypot(a - u, b - v) * side > 3 * p.tick);
      return inside(u) && inside(v) && free;
    });
    if (found === undefined) continue;
    const [u, v] = [points[2 * found] ?? 0, points[2 * found + 1] ?? 0];
    placed.push([u, v]);
    c.strokeStyle = p.ground;
    c.lineWidth = 3;
    c.strokeText(String(level), x + u * side, y + v * side);
    c.fillStyle = p.ink;
    c.fillText(String(level), x + u * side, y + v * side);
  }
}
