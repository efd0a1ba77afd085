import type { Points } from '../../core/sweep/points.ts';
import { m } from '../../core/words/m.ts';
import { div, divRgb } from '../theme/scale.ts';
import { theme } from '../theme/theme.svelte.ts';
import { rgbOf, type Palette } from '../paint/palette.ts';
import { cellSpread, hasFailed, isAtWork, pointsOf, statusOf, type Results } from './cells.ts';
import { cross, ring, stroke, type Box } from './frame.ts';
import { metricOf, metricText, type MetricId } from './metrics.ts';
import { axisTitle, axisValue } from './names.ts';
import { apart } from './scales.ts';

/** One setting of two axes. */
export interface HeatCell {
  cell: number;
  column: number;
  row: number;
  /** The median over the seeds; null while no run is finished. */
  value: number | null;
  state: 'done' | 'work' | 'failed' | 'queued';
}

/** A metric over two axes: the first goes to the right, the second up. */
export interface HeatModel {
  metric: MetricId;
  columns: string[];
  rows: string[];
  titles: [string, string];
  cells: HeatCell[];
  /** What is at the ends of the scale. */
  low: number;
  high: number;
  log: boolean;
  best: number | null;
}

/** What a heat map of a sweep with two axes shows. @param log colours by ratios */
export function heatModel(points: Points, results: Results, metric: MetricId, log: boolean): HeatModel {
  const [first, second] = points.lines;
  const inner = second?.values.length ?? 1;
  const cells = (first?.values ?? []).flatMap((_, column) =>
    Array.from({ length: inner }, (_, row): HeatCell => {
      const cell = column * inner + row;
      const statuses = pointsOf(points, cell).map((point) => statusOf(results, point));
      const value = cellSpread(points, results, cell, metric)?.median ?? null;
      const state = statuses.some(isAtWork)
        ? 'work'
        : value !== null
          ? 'done'
          : statuses.some(hasFailed)
            ? 'failed'
            : 'queued';
      return { cell, column, row, value, state };
    }),
  );
  const values = cells.flatMap(({ value }) => (value === null || (log && value <= 0) ? [] : [value]));
  const best = cells.reduce<HeatCell | null>(
    (least, one) => (one.value !== null && one.value < (least?.value ?? Infinity) ? one : least),
    null,
  );
  return {
    metric,
    columns: (first?.values ?? []).map((v) => (first ? axisValue(first, v) : '')),
    rows: (second?.values ?? []).map((v) => (second ? axisValue(second, v) : '')),
    titles: [first ? axisTitle(first) : '', second ? axisTitle(second) : ''],
    cells,
    low: Math.min(...values),
    high: Math.max(...values),
    log,
    best: best?.cell ?? null,
  };
}

/** Where a value is on the scale: −1 to 1 for what may be negative, else 0 to 1 from the least to the largest. */
export function shadeOf({ metric, low, high, log }: HeatModel, value: number): number {
  if (metricOf(metric).signed && !log) return value / (Math.max(Math.abs(low), Math.abs(high)) || 1);
  if (!(high > low)) return 0.5;
  const size = log ? Math.log : (v: number): number => v;
  return (size(Math.max(value, low)) - size(low)) / (size(high) - size(low));
}

export const heatBoxOf = (width: number, height: number, p: Palette): Box => ({
  left: 5.5 * p.tick,
  right: width - 12,
  top: 2.2 * p.tick,
  bottom: height - 3 * p.tick - 6,
});

/** The cell at a place; null beside the map. */
export function heatCellAt(model: HeatModel, box: Box, x: number, y: number): HeatCell | null {
  const column = Math.floor(((x - box.left) / (box.right - box.left)) * model.columns.length);
  const row = Math.floor(((box.bottom - y) / (box.bottom - box.top)) * model.rows.length);
  return model.cells.find((one) => one.column === column && one.row === row) ?? null;
}

/** Two axes as a map: the colour is the median over the seeds, its number in it where there is room. The best is framed in ink,
 *  the one that is looked at in the accent. */
export function drawHeatMap(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  model: HeatModel,
  selected: number | null,
  p: Palette,
): void {
  const box = heatBoxOf(width, height, p);
  if (box.bottom - box.top < 20 || box.right - box.left < 20) return;
  const w = (box.right - box.left) / model.columns.length;
  const h = (box.bottom - box.top) / model.rows.length;
  const numbers = w >= 3.4 * p.tick && h >= 1.5 * p.tick;
  const at = ({ column, row }: HeatCell): [number, number] => [box.left + column * w, box.bottom - (row + 1) * h];
  const onData = theme.token('--on-data');
  c.textBaseline = 'alphabetic';
  c.textAlign = 'center';
  c.font = `${p.tick}px ${p.font}`;
  for (const cell of model.cells) {
    const [x, y] = at(cell);
    const [cx, cy] = [x + w / 2, y + h / 2];
    if (cell.value !== null) {
      const t = shadeOf(model, cell.value);
      c.fillStyle = div(t);
      c.fillRect(x + 0.5, y + 0.5, w - 1, h - 1);
      if (numbers && cell.state !== 'work') {
        c.fillStyle = readable(divRgb(t), [p.ink, onData]);
        c.fillText(metricText(model.metric, cell.value), cx, cy + 0.36 * p.tick);
      }
    } else {
      c.strokeStyle = p.rule;
      c.lineWidth = p.hair;
      c.strokeRect(x + 1, y + 1, w - 2, h - 2);
    }
    const r = Math.min(4, w / 3, h / 3);
    if (cell.state === 'work') {
      c.strokeStyle = p.accent;
      c.lineWidth = p.select;
      ring(c, cx, cy, r, p.ground);
    } else if (cell.state === 'failed') {
      c.strokeStyle = p.wrong;
      c.lineWidth = p.select;
      cross(c, cx, cy, r);
    } else if (cell.state === 'queued') {
      c.strokeStyle = p.edge;
      c.lineWidth = p.hair;
      stroke(c, [[cx, cy - r / 1.5], [cx, cy + r / 1.5]]); // prettier-ignore
    }
  }
  frame(
    c,
    model.cells.find(({ cell }) => cell === model.best),
    at,
    w,
    h,
    p.ink,
    1.5,
  );
  frame(
    c,
    model.cells.find(({ cell }) => cell === selected),
    at,
    w,
    h,
    p.accent,
    2.5,
  );
  drawEdges(c, box, model, p);
  drawRamp(c, box, model, p);
}

function frame(
  c: CanvasRenderingContext2D,
  cell: HeatCell | undefined,
  at: (cell: HeatCell) => [number, number],
  w: number,
  h: number,
  colour: string,
  line: number,
): void {
  if (!cell) return;
  const [x, y] = at(cell);
  c.strokeStyle = colour;
  c.lineWidth = line;
  c.strokeRect(x + 1, y + 1, w - 2, h - 2);
}

function drawEdges(c: CanvasRenderingContext2D, box: Box, model: HeatModel, p: Palette): void {
  const { columns, rows, titles } = model;
  c.fillStyle = p.ink2;
  c.textAlign = 'center';
  const across = columns.map((text, i) => ({ at: (i + 0.5) / columns.length, text }));
  for (const { at, text } of apart(across, box.right - box.left, (t) => c.measureText(t).width))
    c.fillText(text, box.left + at * (box.right - box.left), box.bottom + 4 + p.tick);
  c.textAlign = 'right';
  const up = rows.map((text, i) => ({ at: (i + 0.5) / rows.length, text }));
  for (const { at, text } of apart(up, box.bottom - box.top, () => p.tick))
    c.fillText(text, box.left - 6, box.bottom - at * (box.bottom - box.top) + 0.36 * p.tick);
  c.fillStyle = p.ink3;
  c.textAlign = 'left';
  c.fillText(m.sweep_axis_across({ title: titles[0] }), box.left, box.bottom + 2.4 * p.tick + 4);
  c.fillText(m.sweep_axis_up({ title: titles[1] }), 0, p.tick + 1);
}

type Rgb = readonly [r: number, g: number, b: number];

/** How light a colour is, 0 to 1. [WCAG 2.2, relative luminance] */
const luminance = (rgb: Rgb): number => {
  const [r = 0, g = 0, b = 0] = rgb.map((v) => (v <= 10 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** The colour of text that stands out most on a ground. */
function readable(ground: Rgb, inks: readonly string[]): string {
  const contrast = (ink: string): number => {
    const [a, b] = [luminance(ground), luminance(rgbOf(ink))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return [...inks].sort((a, b) => contrast(b) - contrast(a))[0] ?? '';
}

const RAMP = 96;

/** The scale, with what is at its ends. */
function drawRamp(c: CanvasRenderingContext2D, box: Box, model: HeatModel, p: Palette): void {
  const { metric, low, high } = model;
  if (!Number.isFinite(low) || box.right - box.left < 3.5 * RAMP) return;
  const signed = metricOf(metric).signed === true;
  const end = Math.max(Math.abs(low), Math.abs(high));
  const [least, most] = signed ? [-end, end] : [low, high];
  const y = 0.6 * p.tick;
  c.font = `${p.tick}px ${p.font}`;
  c.fillStyle = p.ink2;
  c.textAlign = 'right';
  const text = metricText(metric, most);
  c.fillText(text, box.right, p.tick + 1);
  const right = box.right - c.measureText(text).width - 6;
  const steps = 48;
  for (let i = 0; i < steps; i++) {
    const t = (i + 0.5) / steps;
    c.fillStyle = div(signed ? 2 * t - 1 : t);
    c.fillRect(right - RAMP + (i * RAMP) / steps, y - 2, RAMP / steps + 0.5, 8);
  }
  c.fillStyle = p.ink2;
  c.fillText(metricText(metric, least), right - RAMP - 6, p.tick + 1);
}
