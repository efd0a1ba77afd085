import { m } from '../../../core/words/m.ts';
import { int, short } from '../../../core/words/numbers.ts';
import type { Palette } from '../../paint/palette.ts';
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

const MARK = 4.5;

/** Errors of training examples as rings and of test examples as discs, a row each, on one axis from 0; values at the right. Where it is
 *  narrow a row's name stands over its marks. */
export function drawBaselines(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  picture: BaselinesPicture,
  p: Palette,
): void {
  const { rows, most } = picture;
  const values = 5 * p.tick;
  const top = p.tick + 8;
  const floor = height - p.tick - 7;
  const pitch = (floor - top) / rows.length;
  const stacked = width < 46 * p.tick && pitch > 2.2 * p.tick;
  const left = stacked ? MARK + 3.5 : Math.min(17 * p.tick, 0.42 * width);
  const right = stacked ? width - 2 * values - p.tick : width - 2 * values - 1.5 * p.tick;
  const x = (value: number): number => left + (value / most) * (right - left);
  drawHead(c, width, values, p);
  drawAxis(c, picture, { left, right, top, floor }, x, p);
  rows.forEach((row, i) => {
    const middle = top + (i + 0.5) * pitch;
    const y = stacked ? middle + 0.55 * p.tick : middle;
    c.textBaseline = 'alphabetic';
    c.textAlign = 'left';
    c.font = `${row.id === 'network' ? 600 : 400} ${p.tick}px ${p.font}`;
    if (stacked) {
      // the axis does not go through the name
      c.fillStyle = p.ground;
      c.fillRect(0, middle - 1.2 * p.tick, c.measureText(row.name).width + 3, 1.25 * p.tick);
    }
    c.fillStyle = p.ink;
    c.fillText(row.name, 0, stacked ? middle - 0.25 * p.tick : y + 0.36 * p.tick);
    c.font = `${p.tick}px ${p.font}`;
    if (row.refused) {
      c.fillStyle = p.ink3;
      fitted(c, row.refused, left, y + 0.36 * p.tick, width - left);
      return;
    }
    const colour = row.id === 'network' ? p.accent : p.ink2;
    drawMarks(c, row, y, x, colour, p);
    c.textAlign = 'right';
    const known = Number.isFinite(row.train) || Number.isFinite(row.test);
    c.fillStyle = known ? p.ink : p.ink3;
    if (!known && picture.waits && row.id !== 'network') c.fillText(picture.waits, width, y + 0.36 * p.tick);
    else {
      c.fillText(valueText(row.train, picture.losses), width - values, y + 0.36 * p.tick);
      c.fillText(valueText(row.test, picture.losses), width, y + 0.36 * p.tick);
    }
  });
}

/** Which mark is which, over the values. */
function drawHead(c: CanvasRenderingContext2D, width: number, values: number, p: Palette): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'right';
  c.textBaseline = 'alphabetic';
  for (const [text, at, filled] of [
    [m.plots_line_train(), width - values, false],
    [m.plots_line_test(), width, true],
  ] as const) {
    c.fillStyle = p.ink2;
    c.fillText(text, at, p.tick);
    mark(c, at - c.measureText(text).width - MARK - 6, p.tick - 0.36 * p.tick, filled, p.ink2, p);
  }
}

function drawAxis(
  c: CanvasRenderingContext2D,
  { losses, most }: BaselinesPicture,
  { left, right, top, floor }: { left: number; right: number; top: number; floor: number },
  x: (value: number) => number,
  p: Palette,
): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  c.lineWidth = p.hair;
  const parts = right - left < 16 * p.tick ? 2 : 4;
  for (let i = 0; i <= parts; i++) {
    const value = (i / parts) * most;
    const at = Math.round(x(value)) + 0.5;
    c.strokeStyle = i === 0 ? p.edge : p.rule;
    c.beginPath();
    c.moveTo(at, top);
    c.lineTo(at, floor);
    c.stroke();
    c.fillStyle = p.ink2;
    c.textAlign = i === 0 ? 'left' : 'center';
    c.fillText(losses ? short(value) : `${int(100 * value)} %`, i === 0 ? at - 0.5 : at, floor + p.tick + 5);
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

/** A sentence in the room that there is: what does not fit is in the table. */
function fitted(c: CanvasRenderingContext2D, text: string, x: number, y: number, room: number): void {
  let shown = text;
  while (shown.length > 1 && c.measureText(shown).width > room) shown = `${shown.slice(0, -2).trimEnd()}…`;
  c.fillText(shown, x, y);
}
