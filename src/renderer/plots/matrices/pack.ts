import { fewOf } from '../../paint/series.ts';

/** A matrix to be placed, with or without a column of biases beside it. */
export interface Shape {
  name: string;
  rows: number;
  columns: number;
  bias: boolean;
}

/** Where a matrix is drawn, in px: its name above it, its biases beside it. */
export interface Place {
  shape: Shape;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The column of biases; null without. */
  bias: { x: number; width: number } | null;
}

/** What the drawing leaves around matrices, in px. */
export interface Room {
  /** Above each, for its name. */
  head: number;
  gap: number;
  /** px a name may need: no matrix takes less of the width. */
  name: number;
}

const LEAST = 8;
/** px the largest side has at least; rather some matrices are left out. */
const LEGIBLE = 16;
const MOST = 56;
const BIAS_GAP = 3;
/** Beyond so many rows or columns a matrix no longer grows in proportion: 784 inputs would leave no room for 10 outputs. */
const LARGE = 40;

const exponentOf = (shapes: readonly Shape[]): number =>
  shapes.some(({ rows, columns }) => Math.max(rows, columns) > LARGE) ? 0.6 : 1;

/** Places matrices in lines from left to right with the largest scale at which all fit. Where that cannot be, some of them,
 *  evenly spread, the first and the last among them. */
export function pack(shapes: readonly Shape[], width: number, height: number, room: Room): Place[] {
  for (let count = shapes.length; count > 0; count = Math.min(count - 1, Math.floor(0.85 * count))) {
    const some = count === 1 ? shapes.slice(0, 1) : fewOf(shapes, count);
    let low = LEGIBLE / Math.max(...some.map(({ rows, columns }) => Math.max(rows, columns))) ** exponentOf(some);
    let high = Math.max(MOST, low);
    if (!linesOf(some, low, width, height, room)) continue;
    for (let i = 0; i < 20; i++) {
      const middle = (low + high) / 2;
      if (linesOf(some, middle, width, height, room)) low = middle;
      else high = middle;
    }
    return linesOf(some, low >= 4 ? Math.floor(low) : low, width, height, room) ?? [];
  }
  return [];
}

/** The places at a scale, or null where they do not fit. */
function linesOf(
  shapes: readonly Shape[],
  scale: number,
  width: number,
  height: number,
  { head, gap, name }: Room,
): Place[] | null {
  const exponent = exponentOf(shapes);
  const side = (count: number): number => Math.max(LEAST, Math.round(scale * count ** exponent));
  const places: Place[] = [];
  let x = 0;
  let y = 0;
  let deep = 0;
  for (const shape of shapes) {
    const w = side(shape.columns);
    const h = side(shape.rows);
    const own = w + (shape.bias ? BIAS_GAP + side(1) : 0);
    const taken = Math.max(own, name);
    if (taken > width) return null;
    if (x > 0 && x + taken > width) {
      x = 0;
      y += deep + gap;
      deep = 0;
    }
    const bias = shape.bias ? { x: x + w + BIAS_GAP, width: side(1) } : null;
    places.push({ shape, x, y: y + head, width: w, height: h, bias });
    x += taken + gap;
    deep = Math.max(deep, head + h);
    if (y + deep > height) return null;
  }
  return places;
}

/** The entry under a point of a matrix's place, from 0: of W, or with `column` −1 of the biases; null between them. */
export function entryAt(place: Place, x: number, y: number): { row: number; column: number } | null {
  const { shape, bias } = place;
  const row = Math.floor(((y - place.y) / place.height) * shape.rows);
  if (row < 0 || row >= shape.rows) return null;
  if (x >= place.x && x < place.x + place.width)
    return { row, column: Math.floor(((x - place.x) / place.width) * shape.columns) };
  return bias && x >= bias.x && x < bias.x + bias.width ? { row, column: -1 } : null;
}
