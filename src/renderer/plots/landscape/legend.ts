import { m } from '../../../core/words/m.ts';
import { drawRuns, nameRuns } from '../../paint/math-text.ts';
import { div } from '../../theme/scale.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Heights } from './terrain.ts';
import { lossText } from './words.ts';

interface Said {
  heights: Heights;
  of: 'J' | 'L';
  note: readonly string[];
}

/** The scale with its ends, and at the right what was computed, on a line of text above a square.
 *  @param from where the square begins @param width of the canvas */
export function drawLegend(
  c: CanvasRenderingContext2D,
  from: number,
  side: number,
  { heights, of, note }: Said,
  width: number,
  p: Palette,
): void {
  const y = p.tick;
  c.fillStyle = p.ink2;
  let x = from + drawRuns(c, nameRuns(of), from, y, p.tick + 1) + 5;
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  const finite = heights.least <= heights.most;
  const [least, most] = finite ? [lossText(heights.least), lossText(heights.most)] : [m.plots_landscape_nowhere(), ''];
  c.fillText(least, x, y);
  x += c.measureText(least).width + 4;
  if (finite) x = drawRamp(c, Math.round(x), y, side > 300 ? 96 : 36, p) + 4;
  c.fillStyle = p.ink2;
  c.fillText(most, x, y);
  x += c.measureText(most).width + 10;
  const right = Math.min(width, Math.max(from + side, x + c.measureText(note[0] ?? '').width));
  const text = note.find((words) => x + c.measureText(words).width <= right);
  c.fillStyle = p.ink3;
  c.textAlign = 'right';
  if (text !== undefined) c.fillText(text, right, y);
}

/** The colours from low to high, on a line of text. @returns where they end */
function drawRamp(c: CanvasRenderingContext2D, x: number, y: number, width: number, p: Palette): number {
  const height = Math.round(0.75 * p.tick);
  const top = Math.round(y - height);
  for (let i = 0; i < width; i++) {
    c.fillStyle = div(i / (width - 1));
    c.fillRect(x + i, top, Math.min(2, width - i), height); // no seams where an export is magnified
  }
  c.strokeStyle = p.rule2;
  c.lineWidth = 1;
  c.strokeRect(x - 0.5, top - 0.5, width + 1, height + 1);
  return x + width;
}
