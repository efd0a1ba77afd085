import { theme } from '../theme/theme.svelte.ts';
import type { HeatBox } from './heat.ts';

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
