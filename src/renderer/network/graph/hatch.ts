import { theme } from '../../theme/theme.svelte.ts';

/** Hatches a box: not computed yet. Lines end at its border by arithmetic, without a clip, which would cost an export a mask
 *  for every box. */
export function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.strokeStyle = theme.token('--rule2');
  context.lineWidth = 1;
  context.beginPath();
  for (let at = 5; at < width + height; at += 5) {
    context.moveTo(x + Math.min(at, width), y + Math.max(0, at - width));
    context.lineTo(x + Math.max(0, at - height), y + Math.min(at, height));
  }
  context.stroke();
}
