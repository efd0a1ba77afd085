import { short } from '../../../core/words/numbers.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Span } from './axis.ts';
import { columnAt, diverges, drawLabels, drawSteps, finiteCourse, gridOf, type Grid } from './course.ts';
import type { Distribution } from './distribution.ts';
import { levelOf, type Sample } from './history.ts';
import type { Column, Head } from './head.ts';

const bands = [
  [0, 1, 'gap'],
  [0.05, 0.95, 'rule2'],
  [0.25, 0.75, 'edge'],
] as const;

const placeX = ({ x, width }: Column, step: number, steps: number): number => x + (step / Math.max(1, steps)) * width;
const placeY = ({ top, foot }: Grid, { low, high }: Span, value: number): number =>
  top + (1 - Math.max(0, Math.min(1, (value - low) / (high - low)))) * (foot - top);

/** The share of the run at a place across the boxes. */
export function shareAcross(grid: Grid, at: number): number {
  const { x, width } = columnAt(grid, at);
  return (at - x) / width;
}

/** For each variable the bands between quantiles, and the median, over the steps of the run; those that share an axis of
 *  values side by side. */
export function drawBands(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  heads: readonly Head[],
  samples: readonly Sample[],
  spans: readonly Span[],
  steps: number,
  p: Palette,
): void {
  const grid = gridOf(heads, width, height, p);
  grid.columns.forEach((column, i) => {
    const span = spans[i] ?? { low: -1, high: 1 };
    const y = (value: number): number => placeY(grid, span, value);
    const course = finiteCourse(samples, i);
    const x = (step: number): number => placeX(column, step, steps);
    for (const [from, to, colour] of bands) {
      c.fillStyle = p[colour];
      c.beginPath();
      for (const { at, summary } of course) c.lineTo(x(at.step), y(summary.quantiles[levelOf(to)] as number));
      for (const { at, summary } of course.toReversed())
        c.lineTo(x(at.step), y(summary.quantiles[levelOf(from)] as number));
      c.fill();
    }
    drawGround(c, column, grid, y(0), p);
    c.strokeStyle = p.ink;
    c.lineWidth = p.line;
    c.lineJoin = 'round';
    c.beginPath();
    for (const { at, summary } of course) c.lineTo(x(at.step), y(summary.quantiles[levelOf(0.5)] as number));
    c.stroke();
    const last = course.at(-1);
    if (last && diverges(samples, i))
      drawCross(c, x(last.at.step), y(last.summary.quantiles[levelOf(0.5)] as number), p);
    drawSteps(c, column, grid, steps, i === 0, p);
    if (i === 0 || span !== spans[i - 1]) drawEnds(c, column, grid, span, i > 0, p);
  });
}

/** The ends of an axis and 0, in the margin; where another axis begins, its end inside its box. */
function drawEnds(
  c: CanvasRenderingContext2D,
  { x }: Column,
  grid: Grid,
  span: Span,
  inside: boolean,
  p: Palette,
): void {
  const end = short(span.high);
  const labels: [string, number][] = [
    [end, grid.top + 3],
    [span.low < 0 ? `−${end}` : '0', grid.foot - 3],
  ];
  if (inside) {
    c.font = `${p.tick}px ${p.font}`;
    c.textAlign = 'left';
    c.lineWidth = 3;
    c.lineJoin = 'round';
    c.strokeStyle = p.ground;
    c.fillStyle = p.ink2;
    for (const [text, to] of labels) {
      const at = Math.min(to, grid.foot - 0.7 * p.tick);
      c.strokeText(text, x + 2, at + 0.36 * p.tick);
      c.fillText(text, x + 2, at + 0.36 * p.tick);
    }
    return;
  }
  const zero = span.low < 0 && grid.foot - grid.top > 4 * p.tick;
  drawLabels(c, zero ? [...labels, ['0', placeY(grid, span, 0)]] : labels, p);
}

function drawGround(c: CanvasRenderingContext2D, { x, width }: Column, { foot }: Grid, zero: number, p: Palette): void {
  c.strokeStyle = p.rule;
  c.lineWidth = p.grid;
  c.beginPath();
  c.moveTo(x, zero);
  c.lineTo(x + width, zero);
  c.stroke();
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(x, foot + 0.5);
  c.lineTo(x + width, foot + 0.5);
  c.stroke();
}

/** Where it ended in NaN or ∞. */
export function drawCross(c: CanvasRenderingContext2D, x: number, y: number, p: Palette): void {
  c.strokeStyle = p.wrong;
  c.lineWidth = 2;
  c.beginPath();
  c.moveTo(x - 4, y - 4);
  c.lineTo(x + 4, y + 4);
  c.moveTo(x + 4, y - 4);
  c.lineTo(x - 4, y + 4);
  c.stroke();
}

/** Over the bands: the playhead, the step under the pointer, and the median there. */
export function drawBandMarks(
  c: CanvasRenderingContext2D,
  grid: Grid,
  spans: readonly Span[],
  steps: number,
  at: { playhead: number; pointed: number },
  now: readonly (Distribution | null)[],
  p: Palette,
): void {
  grid.columns.forEach((column, i) => {
    const line = (step: number, colour: string, weight: number, alpha: number): void => {
      if (!Number.isFinite(step)) return;
      const x = placeX(column, step, steps);
      c.globalAlpha = alpha;
      c.strokeStyle = colour;
      c.lineWidth = weight;
      c.beginPath();
      c.moveTo(x, grid.top);
      c.lineTo(x, grid.foot);
      c.stroke();
      c.globalAlpha = 1;
    };
    const pointing = Number.isFinite(at.pointed);
    line(at.playhead, p.accent, p.line, pointing ? 0.4 : 1);
    line(at.pointed, p.ink2, 1, 1);
    const step = pointing ? at.pointed : at.playhead;
    const values = now[i];
    const span = spans[i] ?? { low: -1, high: 1 };
    if (!values || values.broken > 0 || values.total === 0 || !Number.isFinite(step)) return;
    const median = values.quantile(0.5);
    if (median < span.low || median > span.high) return;
    c.beginPath();
    c.arc(placeX(column, step, steps), placeY(grid, span, median), 3, 0, 2 * Math.PI);
    c.fillStyle = p.ink;
    c.fill();
  });
}
