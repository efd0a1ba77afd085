import type { Palette } from '../paint/palette.ts';
import { drawEnds, type Part } from './ends.ts';
import { boxOf, cross, drawAxes, ring, stroke, xAt, yAt, type Box } from './frame.ts';
import type { Dot, LineModel } from './line-model.ts';
import { dashOf, drawMark, markOf } from './marks.ts';
import { metricText } from './metrics.ts';
import { upwardAt } from './scales.ts';
import { m } from '../../core/words/m.ts';

const TOP = 18;
/** Of the figure that is about the runs: its line, a line beside it, and a ring. */
const MAIN = 3;
const BESIDE = 1.25;
const RING = 2.25;

/** @param room px for the labels at the ends of lines (ends.ts), alike in both parts */
export const boxFor = (width: number, height: number, p: Palette, part: Part, room?: number): Box =>
  boxOf(width, height, p, part === 'main' ? TOP : 6, room);

/** Where a run is in the figure. */
export function dotPlace(model: LineModel, box: Box, dot: Dot): [x: number, y: number] {
  const x = xAt(box, model.along.places[dot.column] ?? 0);
  if (dot.state === 'work') return [x, box.bottom - 12];
  return [x, dot.value === null ? box.bottom : yAt(box, upwardAt(model.upward, dot.value))];
}

/** The run nearest to a place, or null where there is none. Along the axis counts more: one value is looked at. */
export function nearestDot(model: LineModel, box: Box, x: number, y: number): Dot | null {
  let best: Dot | null = null;
  let least = Infinity;
  for (const dot of model.dots) {
    const [dx, dy] = dotPlace(model, box, dot);
    const d = 4 * (dx - x) ** 2 + (dy - y) ** 2;
    if (d < least) [best, least] = [dot, d];
  }
  return best;
}

/** A metric over one axis: the median with the band from best to worst, every run a ring, what waits and what runs at the axis.
 *  @param selected the run that is looked at */
export function drawLines(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  model: LineModel,
  part: Part,
  selected: number | null,
  p: Palette,
  room?: number,
): void {
  const box = boxFor(width, height, p, part, room);
  if (box.bottom - box.top < 20) return;
  const x = (column: number): number => xAt(box, model.along.places[column] ?? 0);
  const y = (value: number): number => yAt(box, upwardAt(model.upward, value));
  drawAxes(c, box, model.along, model.upward, p);
  c.lineJoin = 'round';
  const many = model.series.length > 1;
  const pathOf = (values: readonly (number | null)[]): [number, number][] =>
    values.flatMap((v, i): [number, number][] => (v === null ? [] : [[x(i), y(v)]])).sort((a, b) => a[0] - b[0]);
  if (!many && part === 'main') {
    const high = pathOf(model.series[0]?.spreads.map((one) => one?.high ?? null) ?? []);
    const low = pathOf(model.series[0]?.spreads.map((one) => one?.low ?? null) ?? []);
    c.fillStyle = p.ink;
    c.globalAlpha = 0.12;
    c.beginPath();
    [...high, ...low.reverse()].forEach(([px, py], i) => (i === 0 ? c.moveTo(px, py) : c.lineTo(px, py)));
    c.closePath();
    c.fill();
    c.globalAlpha = 1;
  }
  c.strokeStyle = p.ink;
  c.lineWidth = BESIDE * p.hair;
  if (part === 'main') stroke(c, pathOf(model.beside));
  const ordinal = model.along.kind === 'ordinal';
  model.series.forEach(({ spreads }, k) => {
    c.lineWidth = (part === 'main' ? (many ? 2 : MAIN) : p.data) * (p.hair > 1 ? 1.4 : 1);
    c.setLineDash(many ? dashOf(k) : []);
    const path = pathOf(spreads.map((one) => one?.median ?? null));
    // between choices there is nothing: the line is faint there and the runs count
    c.globalAlpha = ordinal ? 0.35 : 1;
    stroke(c, path);
    c.globalAlpha = 1;
    c.setLineDash([]);
    c.lineWidth = p.hair;
    if (many || part === 'under') for (const [px, py] of path) drawMark(c, px, py, many ? markOf(k) : 'disc', p);
    if (ordinal && !many && part === 'main') {
      c.lineWidth = MAIN;
      for (const [px, py] of path) stroke(c, [[px - 14, py], [px + 14, py]]); // prettier-ignore
    }
  });
  if (part === 'main') drawRuns(c, box, model, p);
  drawSelected(c, box, model, part, selected, p);
  drawEnds(c, box, width, model, part, p);
  if (part === 'main' && !many && !ordinal) drawBest(c, box, model, p);
}

/** The setting that is best, by its median, named at its place. */
function drawBest(c: CanvasRenderingContext2D, box: Box, model: LineModel, p: Palette): void {
  const medians = model.series[0]?.spreads.map((one) => one?.median ?? Infinity) ?? [];
  const least = Math.min(...medians);
  const column = medians.indexOf(least);
  if (!Number.isFinite(least) || medians.filter(Number.isFinite).length < 2) return;
  const text = m.sweep_best({ value: metricText(model.metric, least), at: model.names[column] ?? '' });
  c.font = `600 ${p.small}px ${p.font}`;
  const half = c.measureText(text).width / 2;
  const x = Math.max(box.left + half, Math.min(box.right - half, xAt(box, model.along.places[column] ?? 0)));
  const tallest = model.series[0]?.spreads[column]?.high ?? least;
  const y = Math.max(box.top + p.small, yAt(box, upwardAt(model.upward, tallest)) - 14);
  c.textAlign = 'center';
  c.strokeStyle = p.ground;
  c.lineWidth = 3;
  c.strokeText(text, x, y);
  c.fillStyle = p.ink;
  c.fillText(text, x, y);
}

function drawRuns(c: CanvasRenderingContext2D, box: Box, model: LineModel, p: Palette): void {
  c.lineWidth = p.hair;
  c.strokeStyle = p.edge;
  for (const column of model.queued) {
    const x = xAt(box, model.along.places[column] ?? 0);
    stroke(c, [[x, box.bottom - 1], [x, box.bottom - 6]]); // prettier-ignore
  }
  const few = model.series.length === 1;
  for (const dot of model.dots) {
    const [x, y] = dotPlace(model, box, dot);
    if (dot.state === 'work') {
      c.strokeStyle = p.accent;
      c.lineWidth = p.line;
      stroke(c, [[x, box.bottom - 1], [x, box.bottom - 8]]); // prettier-ignore
      c.lineWidth = p.select;
      ring(c, x, box.bottom - 12, 4, p.ground);
    } else if (dot.value === null) {
      c.strokeStyle = p.wrong;
      c.lineWidth = p.select;
      cross(c, x, box.bottom - 6, 3.5);
    } else if (few) {
      c.strokeStyle = p.ink;
      c.lineWidth = p.hair;
      ring(c, x, y, RING * (p.hair > 1 ? 1.4 : 1), p.ground);
    }
  }
}

function drawSelected(
  c: CanvasRenderingContext2D,
  box: Box,
  model: LineModel,
  part: Part,
  selected: number | null,
  p: Palette,
): void {
  const dot = selected === null ? undefined : model.dots.find(({ point }) => point === selected);
  if (!dot) return;
  const [x, y] = dotPlace(model, box, dot);
  c.strokeStyle = p.accent;
  c.lineWidth = p.line;
  stroke(c, [[x, part === 'under' ? box.top : Math.min(y + 7, box.bottom)], [x, box.bottom]]); // prettier-ignore
  if (dot.value === null) {
    c.lineWidth = p.select;
    c.beginPath();
    c.arc(x, box.bottom - (dot.state === 'work' ? 12 : 6), 7, 0, 2 * Math.PI);
    c.stroke();
    return;
  }
  c.strokeStyle = p.ground;
  c.lineWidth = 2;
  ring(c, x, y, part === 'main' ? 5.5 : 3.5, p.accent);
}
