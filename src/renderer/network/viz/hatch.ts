import { theme } from '../../theme/theme.svelte.ts';
import type { HeatBox } from '../../marks/heat.ts';

/** Hatches a box: not computed yet. */
export function drawHatch(context: CanvasRenderingContext2D, box: HeatBox): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.strokeStyle = theme.token('--rule2');
  context.lineWidth = 1;
  context.beginPath();
  for (let x = box.x - box.height; x < box.x + box.width; x += 5) {
    context.moveTo(x, box.y + box.height);
    context.lineTo(x + box.height, box.y);
  }
  context.stroke();
  context.restore();
  context.strokeStyle = theme.token('--rule2');
  context.lineWidth = 1;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
}
