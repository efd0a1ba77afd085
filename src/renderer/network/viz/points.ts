import type { Examples } from '../../../core/examples.ts';
import { classColour, classMark, endOf } from '../../paint/classes.ts';
import { palette } from '../../paint/palette.ts';
import { div } from '../../theme/scale.ts';

/** Small points in a square, each class with its mark and colour, values in theirs; [−limit, limit]² as in the decision
 *  boundary. */
export function drawSmallPoints(
  context: CanvasRenderingContext2D,
  { count, x, y, labels, scale }: Examples,
  left: number,
  top: number,
  side: number,
  r = 1.5,
  limit = 5,
): void {
  const p = palette();
  const end = labels.length < count ? endOf(y) : null;
  for (let i = 0; i < Math.min(count, 400); i++) {
    const px = left + (((x[2 * i] ?? 0) * scale + limit) / (2 * limit)) * side;
    const py = top + ((limit - (x[2 * i + 1] ?? 0) * scale) / (2 * limit)) * side;
    if (px < left || px > left + side || py < top || py > top + side) continue;
    if (end !== null) {
      context.fillStyle = div((y[i] ?? 0) / end);
      classMark(context, 1, px, py, r);
    } else {
      context.fillStyle = classColour(labels[i] ?? -1, p);
      classMark(context, labels[i] ?? -1, px, py, r);
    }
    context.fill();
  }
}
