import { mnist } from '../../../core/datasets.ts';
import { divRgb } from '../../theme/scale.ts';
import { packed } from './sheet.ts';

/** Below this many px a tile's pixels are no longer seen. */
const LEAST = mnist.side + 1;
const MOST = 120;
/** A tile in the image: the picture and a pixel apart from the next. */
export const TILE = mnist.side + 1;

/** How tiles lie: so many of this size, of which `count` are used. */
export interface Grid {
  columns: number;
  rows: number;
  size: number;
  count: number;
}

/** All tiles as large as they fit, or as many as can be seen. */
export function gridOf(tiles: number, width: number, height: number): Grid {
  for (let size = Math.floor(Math.min(width, height, MOST)); size >= LEAST; size--) {
    const columns = Math.floor(width / size);
    if (columns * Math.floor(height / size) >= tiles)
      return { columns: Math.min(columns, tiles), rows: Math.ceil(tiles / columns), size, count: tiles };
  }
  const columns = Math.max(1, Math.floor(width / LEAST));
  const size = Math.max(LEAST, Math.floor(width / columns));
  const rows = Math.max(1, Math.floor(height / size));
  return { columns, rows, size, count: Math.min(tiles, columns * rows) };
}

const COLOURS = 257;

/** The weights of these units as one image of 28 × 28 tiles, ±max at the ends of the scale, an exact 0 as ground. */
export function tileImage(
  weights: ArrayLike<number>,
  units: readonly number[],
  { columns, rows }: Pick<Grid, 'columns' | 'rows'>,
  max: number,
  ground: readonly [number, number, number],
): OffscreenCanvas {
  const { side, width: pixels } = mnist;
  const width = Math.max(1, columns * TILE);
  const image = new ImageData(width, Math.max(1, rows * TILE));
  const into = new Uint32Array(image.data.buffer);
  // a table: asking for each of some 200,000 colours takes longer than a frame of the screen
  const middle = (COLOURS - 1) / 2;
  const table = Uint32Array.from({ length: COLOURS }, (_, i) => packed(divRgb(i / middle - 1)));
  const zero = packed(ground);
  const scale = middle / (max || 1);
  units.forEach((unit, t) => {
    const corner = Math.floor(t / columns) * TILE * width + (t % columns) * TILE;
    for (let r = 0; r < side; r++) {
      const from = unit * pixels + r * side;
      const to = corner + r * width;
      for (let q = 0; q < side; q++) {
        const w = weights[from + q] ?? 0;
        const k = Number.isNaN(w) ? middle : Math.round(middle + Math.max(-middle, Math.min(middle, w * scale)));
        into[to + q] = w === 0 ? zero : (table[k] ?? zero);
      }
    }
  });
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
