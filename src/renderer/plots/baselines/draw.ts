import { m } from '../../../core/words/m.ts';
import { int, short } from '../../../core/words/numbers.ts';
import { textWidth } from '../../paint/measure.ts';
import type { Palette } from '../../paint/palette.ts';
import { MARK, partsOf, placesOf, type Places } from './places.ts';
import { valueText, type Row } from './rows.ts';

/** What the plot draws. */
export interface BaselinesPicture {
  rows: readonly Row[];
  losses: boolean;
  /** The right end of the axis; its left end is 0. */
  most: number;
  /** Said of rows that have no value yet. */
  waits: string;
}

/** Errors of training examples as rings and of test examples as discs, a row each, on one axis from 0; values at the right. Where it is
 *  narrow a row's name stands over its marks. */
export function drawBaselines(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  picture: BaselinesPicture,
  p: Palette,
): void {
  const { rows, losses, most, waits } = picture;
  const places = placesOf(width, height, rows, losses, p);
  const { stacked, scale, columns, top, pitch } = places;
  const x = scale && ((value: number): number => scale.left + (value / most) * (scale.right - scale.left));
  if (columns ?? scale) drawHead(c, columns ?? headless(width, p), p);
  if (x) drawAxis(c, picture, places, width, x, p);
  rows.forEach((row, i) => {
    const middle = top + (i + 0.5) * pitch;
    const y = stacked ? middle + 0.55 * p.tick : middle;
    const base = y + 0.36 * p.tick;
    c.textBaseline = 'alphabetic';
    c.textAlign = 'left';
    c.font = `${row.id === 'network' ? 600 : 400} ${p.tick}px ${p.font}`;
    const name = fitted(c, row.name, places.names);
    if (stacked) {
      // the axis does not go through the name
      c.fillStyle = p.ground;
      c.fillRect(0, middle - 1.2 * p.tick, c.measureText(name).width + 3, 1.25 * p.tick);
    }
    c.fillStyle = p.ink;
    c.fillText(name, 0, stacked ? middle - 0.25 * p.tick : base);
    c.font = `${p.tick}px ${p.font}`;
    const left = scale?.left ?? places.names;
    if (row.refused) {
      c.fillStyle = p.ink3;
      c.fillText(fitted(c, row.refused, width - left), left, base);
      return;
    }
    if (x) drawMarks(c, row, y, x, row.id === 'network' ? p.accent : p.ink2, p);
    c.textAlign = 'right';
    const known = Number.isFinite(row.train) || Number.isFinite(row.test);
    c.fillStyle = known ? p.ink : p.ink3;
    if (!known && waits && row.id !== 'network') c.fillText(waits, width, base);
    else if (columns) {
      c.fillText(valueText(row.train, losses), columns[0], base);
      c.fillText(valueText(row.test, losses), columns[1], base);
    }
  });
}

/** Where the names of the marks end when there are no values under them. */
function headless(width: number, p: Palette): readonly [number, number] {
  return [width - textWidth(m.plots_line_test(), p.tick, p) - 2 * MARK - 8 - p.tick, width];
}

/** Which mark is which, over the values. */
function drawHead(c: CanvasRenderingContext2D, [train, test]: readonly [number, number], p: Palette): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'right';
  c.textBaseline = 'alphabetic';
  for (const [text, at, filled] of [
    [m.plots_line_train(), train, false],
    [m.plots_line_test(), test, true],
  ] as const) {
    c.fillStyle = p.ink2;
    c.fillText(text, at, p.tick);
    mark(c, at - c.measureText(text).width - MARK - 6, p.tick - 0.36 * p.tick, filled, p.ink2, p);
  }
}

function drawAxis(
  c: CanvasRenderingContext2D,
  { losses, most }: BaselinesPicture,
  { scale, top, floor }: Places,
  width: number,
  x: (value: number) => number,
  p: Palette,
): void {
  if (!scale) return;
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  c.lineWidth = p.hair;
  const textOf = (value: number): string => (losses ? short(value) : `${int(100 * value)} %`);
  const widest = Math.max(...[0.25, 0.5, 0.75, 1].map((part) => c.measureText(textOf(part * most)).width));
  const parts = partsOf(scale.right - scale.left, widest, p);
  for (let i = 0; i <= parts; i++) {
    const value = (i / parts) * most;
    const at = Math.round(x(value)) + 0.5;
    c.strokeStyle = i === 0 ? p.edge : p.rule;
    c.beginPath();
    c.moveTo(at, top);
    c.lineTo(at, floor);
    c.stroke();
    c.fillStyle = p.ink2;
    const over = at + widest / 2 > width; // a number is not cut by the edge
    c.textAlign = i === 0 ? 'left' : over ? 'right' : 'center';
    c.fillText(textOf(value), i === 0 ? at - 0.5 : over ? width : at, floor + p.tick + 5);
  }
}

function drawMarks(
  c: CanvasRenderingContext2D,
  { train, test }: Row,
  y: number,
  x: (value: number) => number,
  colour: string,
  p: Palette,
): void {
  if (Number.isFinite(train) && Number.isFinite(test)) {
    c.strokeStyle = colour;
    c.lineWidth = p.line;
    c.beginPath();
    c.moveTo(x(train), y);
    c.lineTo(x(test), y);
    c.stroke();
  }
  if (Number.isFinite(test)) mark(c, x(test), y, true, colour, p);
  // where both are alike the ring goes round the disc
  const apart = !(Math.abs(x(train) - x(test)) < 2 * MARK);
  if (Number.isFinite(train)) mark(c, x(train), y, false, colour, p, apart ? 0 : 2.5);
}

/** A disc, or a ring; one that is wider by `more` lets through what it goes round. */
function mark(
  c: CanvasRenderingContext2D,
  x: number,
  y: number,
  filled: boolean,
  colour: string,
  p: Palette,
  more = 0,
): void {
  c.beginPath();
  c.arc(x, y, (filled ? MARK : MARK - 0.5) + more, 0, 2 * Math.PI);
  c.fillStyle = filled ? colour : p.ground;
  if (more === 0) c.fill();
  c.strokeStyle = colour;
  c.lineWidth = p.data;
  c.stroke();
}

/** As much of a sentence as there is room for: what does not fit is in the table. */
function fitted(c: CanvasRenderingContext2D, text: string, room: number): string {
  let shown = text;
  while (shown.length > 1 && c.measureText(shown).width > room) shown = `${shown.slice(0, -2).trimEnd()}…`;
  return shown;
}
