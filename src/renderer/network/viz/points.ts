import type { Examples } from '../../../core/examples.ts';
import { theme } from '../../theme/theme.svelte.ts';

/** Small points in a square: label 1 a blue disc, label 0 an orange triangle; [−limit, limit]² as in the decision boundary. */
export function drawSmallPoints(
  context: CanvasRenderingContext2D,
  { count, x, labels, scale }: Examples,
  left: number,
  top: number,
  side: number,
  r = 1.5,
  limit = 5,
): void {
  for (let i = 0; i < Math.min(count, 400); i++) {
    const px = left + (((x[2 * i] ?? 0) * scale + limit) / (2 * limit)) * side;
    const py = top + ((limit - (x[2 * i + 1] ?? 0) * scale) / (2 * limit)) * side;
    if (px < left || px > left + side || py < top || py > top + side) continue;
    context.fillStyle = theme.token(labels[i] === 1 ? '--pos' : '--neg');
    context.beginPath();
    if (labels[i] === 1) context.arc(px, py, r, 0, 2 * Math.PI);
    else {
      context.moveTo(px, py - r * 1.25);
      context.lineTo(px + r * 1.15, py + r * 0.85);
      context.lineTo(px - r * 1.15, py + r * 0.85);
    }
    context.fill();
  }
}
