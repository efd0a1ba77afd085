import type { Examples } from '../../core/examples.ts';
import { at, type Floats } from '../../core/floats.ts';
import { drawRuns, nameRuns } from './math-text.ts';
import { div, divRgb } from '../theme/scale.ts';
import { theme } from '../theme/theme.svelte.ts';
import { classColour, classMark, endOf } from './classes.ts';
import type { Palette } from './palette.ts';

/** Numbers over a square: size × size of them, from the upper left. */
export interface Grid {
  readonly size: number;
  readonly values: Floats;
}

/** Where the square [−limit, limit]² lies on the canvas. */
export interface Square {
  x: number;
  y: number;
  side: number;
  limit: number;
}

export const toX = ({ x, side, limit }: Square, v: number): number => x + ((v + limit) / (2 * limit)) * side;
export const toY = ({ y, side, limit }: Square, v: number): number => y + ((limit - v) / (2 * limit)) * side;

/** Lines of the hatch along a side. */
const HATCH = 20;
/** Points of a field along a side from which on it is fine enough for a hatch. */
const FINE = 64;

/** The field as an image of its own size, to be drawn larger. Margins are logits: tanh(o/2) is 2σ(o) − 1. Where the network says
 *  class 0 it is hatched, so that the sides are told apart in grey as well. */
export function imageOf(field: Grid): OffscreenCanvas {
  const { size, values } = field;
  const most = theme.px('--field') || 0.6;
  const image = new ImageData(size, size);
  const period = Math.max(1, Math.round((2 * size) / HATCH));
  for (let i = 0; i < values.length; i++) {
    const [r, g, b] = divRgb(most * Math.tanh(at(values, i) / 2));
    const k = 4 * i;
    const line = size >= FINE && at(values, i) < 0 && ((i % size) + Math.floor(i / size)) % period === 0;
    const shade = line ? 0.86 : 1;
    image.data[k] = shade * r;
    image.data[k + 1] = shade * g;
    image.data[k + 2] = shade * b;
    image.data[k + 3] = 255;
  }
  const canvas = new OffscreenCanvas(size, size);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** Points: each class has its mark and colour (classes.ts); test points open. Answered wrongly: a ring as well. Points with
 *  values are discs in the colour of y; test points smaller. */
export function drawPoints(
  c: CanvasRenderingContext2D,
  square: Square,
  examples: Examples,
  right: Uint8Array | null,
  p: Palette,
  kind: 'train' | 'test',
  r = kind === 'train' ? 3.2 : 2.2,
): void {
  const end = examples.labels.length < examples.count ? endOf(examples.y) : null;
  for (let i = 0; i < examples.count; i++) {
    const x1 = at(examples.x, 2 * i) * examples.scale;
    const x2 = at(examples.x, 2 * i + 1) * examples.scale;
    if (Math.abs(x1) >= square.limit || Math.abs(x2) >= square.limit) continue;
    const x = toX(square, x1);
    const y = toY(square, x2);
    c.lineWidth = 1;
    if (end !== null) {
      c.beginPath();
      c.arc(x, y, r, 0, 2 * Math.PI);
      c.fillStyle = div(at(examples.y, i) / end);
      c.fill();
      c.strokeStyle = p.edge; // y near 0 is as light as the ground
      c.stroke();
      continue;
    }
    const label = examples.labels[i] ?? -1;
    const colour = classColour(label, p);
    classMark(c, label, x, y, r);
    if (kind === 'train') {
      c.fillStyle = colour;
      c.strokeStyle = p.ground;
      c.fill();
    } else c.strokeStyle = colour;
    c.stroke();
    if (right?.[i] !== 0) continue;
    c.beginPath();
    c.arc(x, y, r + 2.4, 0, 2 * Math.PI);
    c.strokeStyle = p.ground;
    c.lineWidth = kind === 'train' ? 3 : 2.25;
    c.stroke();
    c.strokeStyle = p.wrong;
    c.lineWidth = kind === 'train' ? 1.5 : 1;
    c.stroke();
  }
}

/** The frame of the square with its ticks, −limit, 0 and limit, and the names of both axes. */
export function drawAxes(c: CanvasRenderingContext2D, square: Square, p: Palette): void {
  const { x, y, side, limit } = square;
  c.strokeStyle = p.rule2;
  c.lineWidth = 1;
  c.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  c.fillStyle = p.ink2;
  c.font = `${p.tick}px ${p.font}`;
  const text = (v: number): string => (v < 0 ? `−${-v}` : String(v));
  for (const v of [-limit, 0, limit]) {
    c.textBaseline = 'top';
    c.textAlign = v < 0 ? 'left' : v > 0 ? 'right' : 'center';
    c.fillText(text(v), toX(square, v), y + side + 5);
    c.textAlign = 'right';
    c.textBaseline = v > 0 ? 'top' : v < 0 ? 'bottom' : 'middle';
    c.fillText(text(v), x - 5, toY(square, v));
  }
  drawRuns(c, nameRuns('x', 0), x + 0.75 * side, y + side + 4 + 0.9 * p.tick, p.tick, 'center');
  drawRuns(c, nameRuns('x', 1), x - 5, y + 0.25 * side + 0.3 * p.tick, p.tick, 'right');
}

/** Something to know of the whole plot, in the lower left corner of the square. */
export function drawNote(c: CanvasRenderingContext2D, { x, y, side }: Square, note: string, p: Palette): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  c.textBaseline = 'bottom';
  c.strokeStyle = p.ground;
  c.lineWidth = 3;
  c.lineJoin = 'round';
  c.strokeText(note, x + 5, y + side - 4);
  c.fillStyle = p.ink2;
  c.fillText(note, x + 5, y + side - 4);
}
