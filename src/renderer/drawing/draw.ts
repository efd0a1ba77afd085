import type { LinearFit } from '../../core/drawn/linear.ts';
import { LIMIT, type DrawnPoint } from '../../core/drawn/spray.ts';
import { classColour, classMark } from '../paint/classes.ts';
import { linesAt, strokeLines } from '../paint/contours.ts';
import type { Palette } from '../paint/palette.ts';
import { toX, toY, type Square } from '../paint/plane.ts';
import { gapOf, regionsOf, roundLevels, valuesImage, type Outputs } from '../paint/regions.ts';
import { div } from '../theme/scale.ts';
import type { Place } from './drawing.svelte.ts';

/** Points on a square, each label with its mark, each value with its colour. */
export function drawDrawn(
  c: CanvasRenderingContext2D,
  square: Square,
  points: readonly DrawnPoint[],
  valued: boolean,
  p: Palette,
  r: number,
): void {
  c.lineWidth = 1;
  for (const { x1, x2, y } of points) {
    classMark(c, valued ? 1 : y, toX(square, x1), toY(square, x2), r);
    c.fillStyle = valued ? div(y) : classColour(y, p);
    c.fill();
    c.strokeStyle = valued ? p.edge : p.ground;
    c.stroke();
  }
}

/** A line at every whole number, the axes stronger. */
export function drawGrid(c: CanvasRenderingContext2D, square: Square, p: Palette): void {
  for (let v = -LIMIT; v <= LIMIT; v++) {
    c.strokeStyle = v === 0 ? p.edge : p.rule;
    c.lineWidth = p.hair;
    c.beginPath();
    c.moveTo(Math.round(toX(square, v)) + 0.5, square.y);
    c.lineTo(Math.round(toX(square, v)) + 0.5, square.y + square.side);
    c.moveTo(square.x, Math.round(toY(square, v)) + 0.5);
    c.lineTo(square.x + square.side, Math.round(toY(square, v)) + 0.5);
    c.stroke();
  }
}

/** The brush: its disc, and a cross in the middle. */
export function drawBrush(c: CanvasRenderingContext2D, square: Square, at: Place, radius: number, p: Palette): void {
  const [x, y] = [toX(square, at[0]), toY(square, at[1])];
  c.strokeStyle = p.accent;
  c.lineWidth = p.select;
  c.beginPath();
  c.arc(x, y, (radius / (2 * LIMIT)) * square.side, 0, 2 * Math.PI);
  c.stroke();
  c.strokeStyle = p.ink;
  c.lineWidth = p.line;
  c.beginPath();
  c.moveTo(x - 6, y);
  c.lineTo(x + 6, y);
  c.moveTo(x, y - 6);
  c.lineTo(x, y + 6);
  c.stroke();
}

/** Points along a side of the small picture: what is linear needs no more. */
const SIZE = 64;

/** The scores of the fit over the square, that of class 0 first; of values the fit itself. */
function scoresOf({ rows }: LinearFit, valued: boolean): Outputs {
  const channels = valued ? 1 : rows.length + 1;
  const values = new Float32Array(channels * SIZE * SIZE);
  for (let i = 0; i < SIZE * SIZE; i++) {
    const x1 = (((i % SIZE) + 0.5) / SIZE) * 2 * LIMIT - LIMIT;
    const x2 = LIMIT - ((Math.floor(i / SIZE) + 0.5) / SIZE) * 2 * LIMIT;
    rows.forEach(([a = 0, b = 0, bias = 0], k) => {
      values[(valued ? 0 : k + 1) * SIZE * SIZE + i] = a * x1 + b * x2 + bias;
    });
  }
  return { size: SIZE, values, channels };
}

/** What one line makes of the plane: regions with their borders, or values with lines of equal ones. */
export function drawFit(
  c: CanvasRenderingContext2D,
  square: Square,
  fit: LinearFit,
  valued: boolean,
  p: Palette,
): void {
  const scores = scoresOf(fit, valued);
  const image = valued ? valuesImage(scores, 1) : regionsOf(scores, 'softmax_cross_entropy', p);
  c.imageSmoothingQuality = 'high';
  c.drawImage(image, square.x, square.y, square.side, square.side);
  c.strokeStyle = p.ink;
  c.lineWidth = valued ? p.grid : p.line;
  if (valued) {
    const values = Array.from(scores.values);
    for (const level of roundLevels(Math.min(...values), Math.max(...values)))
      strokeLines(c, linesAt(scores, values, level), square);
    return;
  }
  for (let label = 0; label < scores.channels; label++) {
    const gaps = Array.from({ length: SIZE * SIZE }, (_, i) => gapOf(scores, label, i));
    strokeLines(c, linesAt(scores, gaps, 0), square);
  }
}
