import type { Matrix } from '../../core/matrix.ts';
import { theme } from '../theme/theme.svelte.ts';
import { largestPer, type HeatBox } from './heat.ts';

/** Hatches a box: not computed yet. Lines end at its border by arithmetic, without a clip, which would cost an export a mask
 *  for every box. */
export function hatch(context: CanvasRenderingContext2D, { x, y, width, height }: HeatBox): void {
  context.strokeStyle = theme.token('--rule2');
  context.lineWidth = 1;
  context.beginPath();
  for (let at = 5; at < width + height; at += 5) {
    context.moveTo(x + Math.min(at, width), y + Math.max(0, at - width));
    context.lineTo(x + Math.max(0, at - height), y + Math.min(at, height));
  }
  context.stroke();
}

/** The same with an outline. */
export function drawHatch(context: CanvasRenderingContext2D, box: HeatBox): void {
  hatch(context, box);
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
}

/** From one line of a negative cell to the next, in px of the drawing. */
const APART = 4;
/** Cells up to so many lines high have one in their middle: a minus. */
const LOW = 2.5;

/** Rules level lines over the negative entries of a heatmap, so that signs are told apart without hue, in grey print and on a
 *  poor projector. Not-yet is ruled aslant, and never the same. */
export function markNegative(
  context: CanvasRenderingContext2D,
  { rows, columns, values }: Matrix,
  { x, y, width, height }: HeatBox,
): void {
  // as coarse as the lines: of entries that share a place, the largest in magnitude counts, as for its colour
  const w = Math.max(1, Math.min(columns, Math.floor(width / 2)));
  const h = Math.max(1, Math.min(rows, Math.floor(height / APART)));
  const cells = w === columns && h === rows ? values : largestPer(values, rows, columns, w, h);
  const cell = height / h;
  const lines = cell < LOW * APART ? 1 : Math.floor(cell / APART);
  context.save();
  context.globalAlpha = 0.45;
  context.strokeStyle = theme.token('--ink');
  context.lineWidth = 0.75;
  context.beginPath();
  for (let r = 0; r < h; r++) {
    for (let from = 0; from < w; from++) {
      if (!((cells[r * w + from] ?? 0) < 0)) continue;
      let to = from + 1;
      while (to < w && (cells[r * w + to] ?? 0) < 0) to++;
      for (let line = 0; line < lines; line++) {
        const at = y + (r + (line + 0.5) / lines) * cell;
        context.moveTo(x + (from / w) * width, at);
        context.lineTo(x + (to / w) * width, at);
      }
      from = to;
    }
  }
  context.stroke();
  context.restore();
}
