import type { Matrix } from '../../../core/matrix.ts';
import { fixed } from '../../marks/format.ts';
import { fillHeat } from '../../marks/heat.ts';
import { div } from '../../theme/scale.ts';
import { theme } from '../../theme/theme.svelte.ts';
import { largest } from '../viz/histogram.ts';

/** Larger matrices are heatmaps. */
export const MOST_WRITTEN = 400;

export interface Cell {
  width: number;
  height: number;
}

/** Cells with room for a number, `width` px wide where that is enough for one, or small squares. */
export function cellSize({ rows, columns }: Matrix, type: number, width = 3.5 * type): Cell {
  if (rows * columns <= MOST_WRITTEN) return { width: Math.floor(width), height: Math.round(1.75 * type) };
  const side = Math.max(1, Math.min(6, Math.floor(2048 / Math.max(rows, columns))));
  return { width: side, height: side };
}

/** The power of ten that entries are written in, so that three digits say them; 0 where they are handy as they are. */
export function powerOf({ values }: Matrix): number {
  const most = largest(values);
  if (most === 0 || (most >= 0.5 && most < 1000)) return 0;
  return 3 * Math.floor(Math.log10(most) / 3);
}

interface How {
  power: number;
  max: number | undefined;
  written: boolean;
  at: { row: number; column: number } | null;
}

export function paintMatrix(context: CanvasRenderingContext2D, matrix: Matrix, cell: Cell, how: How): void {
  const { rows, columns, values } = matrix;
  const scale = (how.max ?? largest(values)) || 1;
  if (!how.written) {
    fillHeat(context, matrix, scale, { x: 0, y: 0, width: cell.width * columns, height: cell.height * rows });
    return;
  }
  const unit = 10 ** how.power;
  const most = largest(values) / unit;
  const allWhole = Array.prototype.every.call(values, (v: number) => Number.isInteger(v / unit));
  const decimals = allWhole ? 0 : most >= 100 ? 0 : most >= 10 ? 1 : 2;
  const size = Math.round(0.58 * cell.height);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'right';
  context.font = `${size}px ${theme.token('--font-ui')}`;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const value = values[r * columns + c] ?? NaN;
      const [x, y] = [c * cell.width, r * cell.height];
      const zero = value === 0;
      if (!zero) {
        context.fillStyle = Number.isFinite(value) ? div(value / scale) : theme.token('--ground');
        context.fillRect(x, y, cell.width, cell.height);
      }
      const strong = Math.abs(value / scale) > 0.72;
      context.fillStyle = theme.token(zero ? '--ink3' : strong ? '--on-data' : '--ink');
      context.fillText(
        zero ? '0' : fixed(value / unit, decimals),
        x + cell.width - 4,
        y + cell.height / 2 + 0.36 * size,
      );
      if (how.at?.row === r && how.at.column === c) {
        context.strokeStyle = theme.token('--ink');
        context.lineWidth = 1;
        context.strokeRect(x + 0.5, y + 0.5, cell.width - 1, cell.height - 1);
      }
    }
}
