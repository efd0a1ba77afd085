import type { HeatBox } from '../../paint/heat.ts';

/** A cell smaller than this has no room for a mark, in px. */
const LEAST = 7;

/** A short dash in every negative cell, so that signs are told apart without colour. What is nearly 0 has none: its sign is no
 *  news. */
export function drawSigns(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  max: number,
  { x, y, width, height }: HeatBox,
  colour: string,
): void {
  const [w, h] = [width / columns, height / rows];
  if (Math.min(w, h) < LEAST) return;
  context.strokeStyle = colour;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      if (!((values[r * columns + c] ?? 0) < -0.02 * max)) continue;
      const [cx, cy] = [x + (c + 0.5) * w, Math.floor(y + (r + 0.5) * h) + 0.5];
      context.moveTo(cx - 2, cy);
      context.lineTo(cx + 2, cy);
    }
  context.stroke();
  context.globalAlpha = 1;
}
