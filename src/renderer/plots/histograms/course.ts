import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';
import type { Palette } from '../../paint/palette.ts';
import { axisEnd } from '../../paint/series.ts';
import type { Span } from './axis.ts';
import { columnsOf, drawHead, headHeight, headLines, type Column, type Head } from './head.ts';
import { levelOf, type Sample, type Summary } from './history.ts';

/** How small multiples over the run are laid out: a margin for the labels they share, and in each column a box under its head. */
export interface Grid {
  columns: Column[];
  lines: 1 | 2 | 3;
  /** Of all boxes. */
  top: number;
  foot: number;
}

export function gridOf(heads: readonly Head[], width: number, height: number, p: Palette): Grid {
  const columns = columnsOf(heads.length, 3.25 * p.tick, width - EDGE);
  const lines = headLines(columns[0]?.width ?? width, height, heads, p);
  return { columns, lines, top: headHeight(lines, p), foot: height - p.tick - 7 };
}

/** Room for half of what marks the last step. */
const EDGE = 3;

/** The column something is in, or the nearest. */
export const columnAt = ({ columns }: Grid, x: number): Column =>
  columns.find((column) => x < column.x + column.width + 6) ?? columns.at(-1) ?? { x: 0, width: 1 };

/** What of a variable's course can be drawn: up to where it diverged. */
export function finiteCourse(samples: readonly Sample[], i: number): { at: Sample; summary: Summary }[] {
  const course: { at: Sample; summary: Summary }[] = [];
  for (const at of samples) {
    const summary = at.of[i];
    if (summary && summary.broken > 0) break;
    if (summary && summary.total > 0) course.push({ at, summary });
  }
  return course;
}

/** Whether it ends in NaN or ∞. */
export const diverges = (samples: readonly Sample[], i: number): boolean =>
  samples.some(({ of }) => (of[i]?.broken ?? 0) > 0);

/** Of more values than this the outermost hundredths may be beyond a rough axis. */
const MANY = 200;
/** An axis is at most so much longer than half of the run needs: what explodes at last would leave nothing to see. */
const MOST_TIMES = 20;

/** Axes of values over the run: layers share one, but for those that have their `own`. `rough`: a twentieth of the samples may
 *  be beyond it, as where single batches stand out. */
export function courseSpans(
  samples: readonly Sample[],
  own: readonly boolean[],
  fromZero: boolean,
  rough: boolean,
): Span[] {
  const [shared, output] = [false, true].map((is) => {
    const end = courseEnd(samples, own.map((one) => one === is), rough); // prettier-ignore
    return { low: fromZero ? 0 : -end, high: end };
  }) as [Span, Span];
  return own.map((is) => (is ? output : shared));
}
function courseEnd(samples: readonly Sample[], wanted: readonly boolean[], rough: boolean): number {
  const sizes = samples
    .map(({ of }) =>
      of.reduce((most, summary, i) => {
        return wanted[i] && summary?.broken === 0 ? Math.max(most, sizeOf(summary, rough)) : most;
      }, 0),
    )
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(share * (sizes.length - 1))] ?? 0;
  return axisEnd(Math.min(at(rough ? 0.95 : 1), MOST_TIMES * at(0.5)));
}
function sizeOf({ total, quantiles }: Summary, rough: boolean): number {
  const many = rough && total > MANY;
  const low = quantiles[levelOf(many ? 0.01 : 0)] ?? 0;
  const high = quantiles[levelOf(many ? 0.99 : 1)] ?? 0;
  return Math.max(Math.abs(low), Math.abs(high));
}

export function drawHeads(c: CanvasRenderingContext2D, heads: readonly Head[], grid: Grid, p: Palette): void {
  heads.forEach((head, i) => {
    const column = grid.columns[i];
    if (column) drawHead(c, head, column, grid.lines, p);
  });
}

/** Labels of the values at the left of all boxes, `at` in px from the top. */
export function drawLabels(c: CanvasRenderingContext2D, labels: readonly [string, number][], p: Palette): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'right';
  c.textBaseline = 'alphabetic';
  c.fillStyle = p.ink2;
  for (const [text, at] of labels) c.fillText(text, 3.25 * p.tick - 5, at + 0.36 * p.tick);
}

/** The steps under a box: 0 and the last, where there is room. */
export function drawSteps(
  c: CanvasRenderingContext2D,
  { x, width }: Column,
  grid: Grid,
  steps: number,
  first: boolean,
  p: Palette,
): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  c.fillStyle = p.ink2;
  const y = grid.foot + p.tick + 5;
  const last = int(steps);
  const needs = (text: string): boolean => width > (text.length + last.length + 2) * 0.6 * p.tick;
  c.textAlign = 'left';
  if (needs('0')) c.fillText('0', x, y);
  c.textAlign = 'right';
  c.fillText(last, x + width, y);
  const name = m.plots_axis_step();
  if (!first || !needs(`${name}${last}`)) return;
  c.textAlign = 'center';
  c.fillStyle = p.ink3;
  c.fillText(name, x + width / 2, y);
}
