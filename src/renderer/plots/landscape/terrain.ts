import { contours } from 'd3-contour';
import { at } from '../../../core/floats.ts';
import type { Landscape } from '../../../core/landscape/landscape.ts';
import { Plane, type Point } from '../../../core/landscape/plane.ts';
import { divRgb } from '../../theme/scale.ts';

/** Lines of equal height, evenly spread over the heights there are. */
const LINES = 10;
/** Pixels on a side of the picture, which the grid is stretched to. */
const PIXELS = 257;

/** A landscape as the window holds it. */
export interface Terrain extends Landscape {
  /** size × size values each, from the low corner, row after row. */
  L: Float32Array;
  J: Float32Array;
  path: { x: Float32Array; y: Float32Array; L: Float32Array; J: Float32Array };
  /** Where other parameters lie on it; null for a large network. */
  plane: Plane | null;
}

/** Takes apart what the lab sent. */
export function terrainOf(landscape: Landscape, payload: Uint8Array): Terrain {
  const floats = new Float32Array(payload.slice().buffer);
  let offset = 0;
  const take = (length: number): Float32Array => floats.subarray(offset, (offset += length));
  const { size, steps, parameters, centre } = landscape;
  const [L, J] = [take(size ** 2), take(size ** 2)];
  const path = { x: take(steps.length), y: take(steps.length), L: take(steps.length), J: take(steps.length) };
  const point = (): Point => (parameters ?? []).map(({ rows, columns }) => take(Number(rows) * columns));
  return { ...landscape, L, J, path, plane: parameters && new Plane(point(), point(), point(), centre.x, centre.y) };
}

/** Heights as they are coloured: values on a linear or log scale, and which of them are the least and the largest. */
export interface Heights {
  values: Float32Array;
  size: number;
  log: boolean;
  least: number;
  most: number;
  /** Whether some are not finite. */
  broken: boolean;
  /** 0 (least) to 1 (most) of a value; NaN where it is not finite. */
  share: (value: number) => number;
}

/** @param log only where all values are positive: a J of exactly 0 has no logarithm, and counts as the least positive one */
export function heightsOf(values: Float32Array, size: number, log: boolean): Heights {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const height = (value: number): number => (log ? Math.log10(Math.max(value, least)) : value);
  const [low, range] = [height(least), height(most) - height(least)];
  return {
    values,
    size,
    log,
    least,
    most,
    broken: !values.every(Number.isFinite),
    share: (value) => (Number.isFinite(value) ? (range > 0 ? (height(value) - low) / range : 0) : NaN),
  };
}

/** The share at a place of the grid, in cells, between its four neighbours; NaN where one of them is not finite. */
function between(shares: Float32Array, size: number, x: number, y: number): number {
  const i = Math.min(size - 2, Math.floor(x));
  const j = Math.min(size - 2, Math.floor(y));
  const [a, b] = [x - i, y - j];
  const k = j * size + i;
  return (
    (1 - b) * ((1 - a) * at(shares, k) + a * at(shares, k + 1)) +
    b * ((1 - a) * at(shares, k + size) + a * at(shares, k + size + 1))
  );
}

/** The value at coordinates of the axes; null outside. */
export function valueAt(
  { x: [x0, x1], y: [y0, y1], size }: Terrain,
  values: Float32Array,
  x: number,
  y: number,
): number | null {
  const [i, j] = [((x - x0) / (x1 - x0)) * (size - 1), ((y - y0) / (y1 - y0)) * (size - 1)];
  return i < 0 || j < 0 || i > size - 1 || j > size - 1 ? null : between(values, size, i, j);
}

/** The heights as a picture: grey is low, blue is high, and nothing where they are not finite. */
export function imageOf({ values, size, share }: Heights): OffscreenCanvas {
  const shares = values.map(share);
  const image = new ImageData(PIXELS, PIXELS);
  const cells = (size - 1) / (PIXELS - 1);
  for (let row = 0; row < PIXELS; row++)
    for (let column = 0; column < PIXELS; column++) {
      const height = between(shares, size, column * cells, (PIXELS - 1 - row) * cells);
      if (Number.isNaN(height)) continue;
      const k = 4 * (row * PIXELS + column);
      [image.data[k], image.data[k + 1], image.data[k + 2]] = divRgb(height);
      image.data[k + 3] = 255;
    }
  const canvas = new OffscreenCanvas(PIXELS, PIXELS);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** A line in shares of the square's side, x and y in turn, from its upper left corner. */
export type Contour = Float32Array;

/** Lines of equal height. Rings close outside the square, where they are clipped off. */
export function contoursOf({ values, size, share }: Heights): Contour[] {
  // what is not finite is higher than all else
  const shares = Array.from(values, (value) => (Number.isFinite(value) ? share(value) : 2));
  const thresholds = Array.from({ length: LINES }, (_, i) => (i + 0.5) / LINES);
  return contours()
    .size([size, size])
    .thresholds(thresholds)(shares)
    .flatMap(({ coordinates }) => coordinates.flat())
    .map((ring) => {
      const line = new Float32Array(2 * ring.length);
      ring.forEach(([x = 0, y = 0], i) => {
        line[2 * i] = (x - 0.5) / (size - 1);
        line[2 * i + 1] = 1 - (y - 0.5) / (size - 1);
      });
      return line;
    });
}
