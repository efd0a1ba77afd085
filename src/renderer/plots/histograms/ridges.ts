import { tickText } from '../../../core/words/numbers.ts';
import { div } from '../../theme/scale.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Span } from './axis.ts';
import { drawValueAxis } from './bars.ts';
import { drawLabels, finiteCourse, gridOf, type Grid } from './course.ts';
import { rebin, type Distribution } from './distribution.ts';
import { levelOf, SHAPE_BINS, type Sample, type Summary } from './history.ts';
import type { Column, Head } from './head.ts';

/** Places for ridges down a box, and how high one may be. They belong to steps of the whole run, so that none moves as it grows. */
interface Places {
  count: number;
  ridge: number;
  y(step: number): number;
}

function placesOf({ top, foot }: Grid, steps: number): Places {
  const height = foot - top;
  const count = Math.max(12, Math.min(36, Math.round(height / 5)));
  const ridge = Math.max(12, (5 * height) / (count + 4));
  return { count, ridge, y: (step) => top + ridge + (step / Math.max(1, steps)) * (height - ridge) };
}

/** The share of the run at a height of the boxes. */
export function shareDown(grid: Grid, y: number): number {
  const { ridge } = placesOf(grid, 1);
  return (y - grid.top - ridge) / Math.max(1, grid.foot - grid.top - ridge);
}

/** For each place the first sample that belongs there. */
function atPlaces<T extends { at: Sample }>(course: readonly T[], count: number, steps: number): T[] {
  let next = -1;
  return course.filter(({ at }) => {
    const place = Math.floor((at.step / Math.max(1, steps)) * (count - 1));
    if (place <= next) return false;
    next = place;
    return true;
  });
}

const binsOf = (width: number): number => Math.max(16, Math.min(SHAPE_BINS, Math.round(width / 4)));

function heightsOf({ quantiles, shape, total }: Summary, { low, high }: Span, bins: number): Float64Array {
  const least = quantiles[levelOf(0)] as number;
  const most = quantiles[levelOf(1)] as number;
  // of values that are all alike the middle bin holds all, and has no width
  const counts = rebin(shape, least, most, low, high, bins);
  return counts.map((count) => count / total);
}

/** The height that is drawn as a whole ridge: nine of ten stay below it, so that one spike does not flatten the others. */
function unitOf(all: readonly Float64Array[]): number {
  const tops = all.map((heights) => heights.reduce((top, h) => Math.max(top, h), 0)).sort((a, b) => a - b);
  return tops[Math.floor(0.9 * (tops.length - 1))] || 1;
}

/** For each variable its distribution at steps of the run one before the other, the oldest at the back; one axis of values. */
export function drawRidges(
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
  const places = placesOf(grid, steps);
  drawLabels(
    c,
    [
      ['0', places.y(0)],
      [tickText(steps, 0), grid.foot - 3],
    ],
    p,
  );
  grid.columns.forEach((column, i) => {
    const span = spans[i] ?? { low: -1, high: 1 };
    drawValueAxis(c, { x: column.x, y: grid.top, width: column.width, height: grid.foot - grid.top }, span, p);
    const course = atPlaces(finiteCourse(samples, i), places.count, steps);
    const bins = binsOf(column.width);
    const heights = course.map(({ summary }) => heightsOf(summary, span, bins));
    const unit = (0.8 * places.ridge) / unitOf(heights);
    const colours = stripColours(span, bins);
    c.lineWidth = 0.75;
    c.strokeStyle = p.ink2;
    course.forEach(({ at }, k) => {
      const own = heights[k] ?? new Float64Array(bins);
      fillRidge(c, own, colours, column, places.y(at.step), unit, places.ridge);
      traceRidge(c, own, column, places.y(at.step), unit, places.ridge);
      c.stroke();
    });
  });
}

/** Bins of one colour: enough of them to look like a scale, few enough for an export. */
const STRIP = 3;

/** The colours of the strips of a ridge: orange below 0, blue above, as values have them everywhere. In strips, and not by a
 *  gradient, which an export would shift. */
const stripColours = ({ low, high }: Span, bins: number): string[] =>
  Array.from({ length: Math.ceil(bins / STRIP) }, (_, k) => {
    const value = low + ((STRIP * (k + 0.5)) / bins) * (high - low);
    return div((1.6 * value) / Math.max(-low, high));
  });

/** Fills what is under a ridge; strips overlap a little, so that no seams show. */
function fillRidge(
  c: CanvasRenderingContext2D,
  heights: Float64Array,
  colours: readonly string[],
  { x, width }: Column,
  foot: number,
  unit: number,
  most: number,
): void {
  const step = width / heights.length;
  const up = (k: number): number => Math.min(1.3 * most, (heights[k] ?? 0) * unit);
  colours.forEach((colour, strip) => {
    const first = strip * STRIP;
    const last = Math.min(heights.length, first + STRIP);
    if (up(first - 1) + up(first) + up(last - 1) + up(last) < 0.1) return;
    // points are in the middle of bins, strips begin between them
    const from = (up(first - 1) + up(first)) / 2;
    const to = (up(last - 1) + up(last)) / 2;
    c.fillStyle = colour;
    c.beginPath();
    c.moveTo(x + first * step, foot);
    c.lineTo(x + first * step, foot - from);
    for (let k = first; k < last; k++) c.lineTo(x + (k + 0.5) * step, foot - up(k));
    c.lineTo(x + last * step + 0.4, foot - to);
    c.lineTo(x + last * step + 0.4, foot);
    c.fill();
  });
}

/** Traces one ridge on its foot, at most 1.3 times the usual height. */
function traceRidge(
  c: CanvasRenderingContext2D,
  heights: Float64Array,
  { x, width }: Column,
  foot: number,
  unit: number,
  most: number,
): void {
  const step = width / heights.length;
  c.beginPath();
  c.moveTo(x, foot);
  for (let k = 0; k < heights.length; k++)
    c.lineTo(x + (k + 0.5) * step, foot - Math.min(1.3 * most, (heights[k] as number) * unit));
  c.lineTo(x + width, foot);
}

/** Over the ridges: the distribution at the step that is looked at. */
export function drawRidgeMarks(
  c: CanvasRenderingContext2D,
  grid: Grid,
  spans: readonly Span[],
  steps: number,
  step: number,
  now: readonly (Distribution | null)[],
  p: Palette,
): void {
  if (!Number.isFinite(step)) return;
  const places = placesOf(grid, steps);
  const foot = places.y(step);
  grid.columns.forEach((column, i) => {
    const values = now[i];
    const span = spans[i] ?? { low: -1, high: 1 };
    if (!values || values.broken > 0 || values.total === 0) return;
    const heights = values.counts(span.low, span.high, binsOf(column.width));
    const top = heights.reduce((most, count) => Math.max(most, count), 0);
    traceRidge(c, heights, column, foot, (0.9 * places.ridge) / top, places.ridge);
    c.globalAlpha = 0.8;
    c.fillStyle = p.ground;
    c.fill();
    c.globalAlpha = 1;
    c.strokeStyle = p.accent;
    c.lineWidth = p.data;
    c.stroke();
  });
}
