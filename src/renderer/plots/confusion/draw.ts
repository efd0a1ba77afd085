import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';
import { divRgb } from '../../theme/scale.ts';
import { rgbOf, type Palette } from '../../paint/palette.ts';
import type { Confusion } from './confusion.ts';

/** Where the matrix lies in its canvas. */
export interface MatrixPlace {
  x: number;
  y: number;
  /** Width and height of a cell, px. */
  w: number;
  h: number;
}

/** The share of a class at which the red of a mistake is full. */
const FULL_ERROR = 0.3;
/** Classes up to which cells also say 0. */
const FEW = 4;
/** A cell is at most so much wider than high. */
const MOST_WIDE = 1.8;
/** And at most so many times as high as a tick label. */
const MOST_HIGH = 16;

/** A matrix as large as fits beside its heads, in the middle. */
export function placeOf(classes: number, width: number, height: number, p: Palette): MatrixPlace {
  const head = { left: 2.9 * p.tick, top: 2.9 * p.tick };
  const h = Math.max(1, Math.min((height - head.top - 4) / classes, MOST_HIGH * p.tick));
  const w = Math.max(1, Math.min((width - head.left - 4) / classes, MOST_WIDE * h));
  return { x: head.left + Math.max(0, (width - head.left - 4 - w * classes) / 2), y: head.top, w, h };
}

/** The cell at a point. */
export function cellAt(
  x: number,
  y: number,
  classes: number,
  place: MatrixPlace,
): [row: number, column: number] | null {
  const column = Math.floor((x - place.x) / place.w);
  const row = Math.floor((y - place.y) / place.h);
  return column >= 0 && column < classes && row >= 0 && row < classes ? [row, column] : null;
}

type Rgb = readonly [number, number, number];
const css = ([r, g, b]: Rgb): string => `rgb(${r},${g},${b})`;
const mix = (from: Rgb, to: Rgb, t: number): Rgb =>
  from.map((v, i) => Math.round(v + t * ((to[i] ?? v) - v))) as unknown as Rgb;
/** Relative luminance. [WCAG 2.2] */
const luminance = (rgb: Rgb): number => {
  const [r = 0, g = 0, b = 0] = rgb.map((v) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: Rgb, b: Rgb): number => {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
};

/** Blue for the share of a class that is recognised, red for the share taken for another. */
export function cellColour(share: number, right: boolean, p: Palette): Rgb {
  if (right) return divRgb(share);
  return mix(
    rgbOf(p.ground),
    rgbOf(p.wrong),
    share === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(Math.min(1, share / FULL_ERROR)),
  );
}

/** Draws heads, cells and counts; without a matrix the empty grid. */
export function drawConfusion(
  c: CanvasRenderingContext2D,
  classes: number,
  confusion: Confusion | null,
  place: MatrixPlace,
  p: Palette,
): void {
  const { x, y, w, h } = place;
  c.textBaseline = 'alphabetic';
  c.font = `${p.tick}px ${p.font}`;
  c.fillStyle = p.ink3;
  c.textAlign = 'center';
  c.fillText(m.plots_confusion_answer(), x + (classes * w) / 2, p.tick);
  c.textAlign = 'right';
  c.fillText(m.plots_confusion_true(), x - 6, y - 6);
  c.fillStyle = p.ink2;
  // every so many classes are named, so that names do not touch
  const every = (size: number, room: number): number => Math.max(1, Math.ceil(room / size));
  for (let i = 0; i < classes; i += every(w, 1.5 * p.tick)) {
    c.textAlign = 'center';
    c.fillText(String(i), x + (i + 0.5) * w, y - 6);
  }
  for (let i = 0; i < classes; i += every(h, p.tick + 1)) {
    c.textAlign = 'right';
    c.fillText(String(i), x - 6, y + (i + 0.5) * h + 0.36 * p.tick);
  }
  if (confusion) drawCells(c, confusion, place, p);
  c.strokeStyle = p.rule2;
  c.lineWidth = p.hair;
  c.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(classes * w), Math.round(classes * h));
}

function drawCells(
  c: CanvasRenderingContext2D,
  { classes, counts, totals }: Confusion,
  { x, y, w, h }: MatrixPlace,
  p: Palette,
): void {
  const inks = [p.ink, p.ground].map((colour) => [colour, rgbOf(colour)] as const);
  const largest = Math.max(...totals);
  const size = Math.round(Math.max(p.tick, Math.min(0.3 * h, 0.22 * w, 1.7 * p.tick)));
  c.font = `${size}px ${p.font}`;
  c.textAlign = 'center';
  const fits = h >= size + 2 && w >= c.measureText(int(largest)).width + 4;
  for (let row = 0; row < classes; row++) {
    const top = Math.round(y + row * h);
    for (let column = 0; column < classes; column++) {
      const count = counts[row * classes + column] ?? 0;
      if (count === 0 && classes > FEW) continue;
      const left = Math.round(x + column * w);
      const colour = cellColour(count / Math.max(1, totals[row] ?? 1), row === column, p);
      c.fillStyle = css(colour);
      c.fillRect(left, top, Math.round(x + (column + 1) * w) - left, Math.round(y + (row + 1) * h) - top);
      if (!fits) continue;
      const [ink] = inks.reduce((best, other) =>
        contrast(other[1], colour) > contrast(best[1], colour) ? other : best,
      );
      c.fillStyle = ink;
      c.fillText(int(count), x + (column + 0.5) * w, y + (row + 0.5) * h + 0.36 * size);
    }
  }
}
