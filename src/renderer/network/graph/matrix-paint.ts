import type { Matrix } from '../../../core/matrix.ts';
import { fixed } from '../../../core/words/numbers.ts';
import { fillHeat } from '../../paint/heat.ts';
import { markNegative } from '../../paint/hatch.ts';
import { div } from '../../theme/scale.ts';
import { theme } from '../../theme/theme.svelte.ts';
import { largest } from '../../view/histogram.ts';

/** Larger matrices are heatmaps; and larger ones than this where an equation takes more than a line. */
export const MOST_WRITTEN = 400;
const FEW_WRITTEN = 48;
/** The highest heatmap, in px. */
const MOST_HIGH = 156;
/** The largest cell without a number, in px. */
const MOST_SIDE = 14;

/** How a matrix is shown, and in how much room. */
export interface Form {
  /** Whether its entries are written out; a heatmap otherwise. */
  written: boolean;
  decimals: number;
  /** Of the whole, in px. */
  width: number;
  height: number;
  /** Of a row with numbers, in px. */
  row: number;
}

/** Every entry written where it is not too large and the numbers have room beside one another; else a heatmap, never wider
 *  than the room either, for nothing scrolls sideways.
 *  @param type size of the numbers in px @param power of ten that they are written in @param room in px */
export function formOf(matrix: Matrix, type: number, power: number, line: Line, room: number): Form {
  const { rows, columns, values } = matrix;
  const row = Math.round(1.75 * type);
  if (rows * columns <= line.mostWritten) {
    const decimals = decimalsOf(values, power, line.digits);
    const cell = cellWidth(values, type, power, decimals);
    if (cell * columns <= room) return { written: true, decimals, width: cell * columns, height: row * rows, row };
  }
  const side = Math.max(1, Math.min(MOST_SIDE, Math.floor(room / columns), Math.floor(MOST_HIGH / rows)));
  const width = Math.min(Math.floor(room), Math.max(12, columns * side));
  return { written: false, decimals: 0, width, height: Math.max(12, Math.min(MOST_HIGH, rows * side)), row };
}

/** So many digits of the largest entry; none after the point where all are whole. */
function decimalsOf(values: ArrayLike<number>, power: number, digits: number): number {
  const unit = 10 ** power;
  if (Array.prototype.every.call(values, (v: number) => Number.isInteger(v / unit))) return 0;
  return Math.max(0, digits - wholeDigits(largest(values) / unit));
}
/** 0 for 0.5, 2 for 37. */
const wholeDigits = (most: number): number => (most >= 1 ? Math.floor(Math.log10(most)) + 1 : 0);

/** Room for the longest number and some air; by counting digits, for measuring would take longer than drawing. */
function cellWidth(values: ArrayLike<number>, type: number, power: number, decimals: number): number {
  const most = largest(values) / 10 ** power + 0.5 * 10 ** -decimals; // 9.996 is written 10.00
  const signed = Array.prototype.some.call(values, (v: number) => v < 0);
  const signs = Math.max(1, wholeDigits(most)) + decimals + (signed ? 1 : 0);
  return Math.ceil((0.62 * Math.max(2, signs) + (decimals > 0 ? 0.3 : 0) + 0.8) * type);
}

/** How the matrices of an equation are written, so that they stand in one line: with three digits, or sooner two; and where
 *  they do not anyway, only the few entries of small ones are written.
 *  @param room for all in px, without the signs between them */
export function lineOf(parts: readonly { matrix: Matrix | null; power: number }[], type: number, room: number): Line {
  for (const digits of [3, 2]) {
    const line = { digits, mostWritten: MOST_WRITTEN };
    let width = 0;
    for (const { matrix, power } of parts) if (matrix) width += formOf(matrix, type, power, line, Infinity).width + 2;
    if (width <= room) return line;
  }
  return { digits: 3, mostWritten: parts.length > 1 ? FEW_WRITTEN : MOST_WRITTEN };
}

/** How numbers are written that stand beside one another. */
export interface Line {
  /** Of the largest of them. */
  digits: number;
  /** Entries of the largest matrix that is written. */
  mostWritten: number;
}

/** The power of ten that all of these are written in, so that three digits say them; 0 where they are handy as they are. */
export function powerOf(matrices: readonly (Matrix | null)[]): number {
  let most = 0;
  for (const matrix of matrices) if (matrix) most = Math.max(most, largest(matrix.values));
  if (most === 0 || (most >= 0.1 && most < 1000)) return 0;
  return 3 * Math.floor(Math.log10(most) / 3);
}

interface How {
  power: number;
  max: number | undefined;
  at: { row: number; column: number } | null;
}

/** Draws the matrix in its form at the origin; negative entries of a heatmap are hatched, numbers have their minus. */
export function paintMatrix(context: CanvasRenderingContext2D, matrix: Matrix, form: Form, how: How): void {
  const { rows, columns, values } = matrix;
  const scale = (how.max ?? largest(values)) || 1;
  const [width, height] = [form.width / columns, form.height / rows];
  if (!form.written) {
    const box = { x: 0, y: 0, width: form.width, height: form.height };
    fillHeat(context, matrix, scale, box);
    markNegative(context, matrix, box);
  } else {
    const size = 0.58 * height;
    context.textBaseline = 'alphabetic';
    context.textAlign = 'right';
    context.font = `${size}px ${theme.token('--font-ui')}`;
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        const value = values[r * columns + c] ?? NaN;
        const zero = value === 0;
        if (!zero && Number.isFinite(value)) {
          context.fillStyle = div(value / scale);
          context.fillRect(c * width, r * height, width, height);
        }
        const strong = Math.abs(value / scale) > 0.72;
        context.fillStyle = theme.token(zero ? '--ink3' : strong ? '--on-data' : '--ink');
        const text = zero ? '0' : fixed(value / 10 ** how.power, form.decimals);
        context.fillText(text, (c + 1) * width - 0.4 * size, (r + 0.5) * height + 0.36 * size);
      }
  }
  if (!how.at) return;
  context.strokeStyle = theme.token('--ink');
  context.lineWidth = 1;
  const [w, h] = [Math.max(3, width), Math.max(3, height)];
  context.strokeRect(how.at.column * width + 0.5, how.at.row * height + 0.5, w - 1, h - 1);
}
