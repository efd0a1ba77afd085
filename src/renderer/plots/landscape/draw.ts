import { hatch } from '../../paint/hatch.ts';
import { drawRuns, type Run } from '../../paint/math-text.ts';
import { short } from '../../../core/words/numbers.ts';
import type { Palette } from '../../paint/palette.ts';
import { drawLegend } from './legend.ts';
import type { Contour, Heights, Terrain } from './terrain.ts';
import { lossText } from './words.ts';

/** Where the plane lies on the canvas. */
export interface Square {
  x: number;
  y: number;
  side: number;
}

/** An axis's name: in words, the longest that there is room for, or as a formula. */
export type AxisName = { words: readonly string[] } | { runs: readonly Run[] };

/** All that is drawn of a landscape. */
export interface Scene {
  terrain: Terrain;
  heights: Heights;
  of: 'J' | 'L';
  image: OffscreenCanvas;
  contours: readonly Contour[];
  names: { x: AxisName; y: AxisName };
  /** Said at the right, the long way where there is room. */
  note: [long: string, short: string];
  /** Points after the path, x and y in turn. */
  after: readonly number[];
  here: { x: number; y: number; exact: boolean } | null;
  hover: { x: number; y: number; value: number } | null;
}

/** Room above for the legend, and left and below for an axis. */
const above = (p: Palette): number => p.tick + 9;
const beside = (p: Palette): number => p.tick + 8;

export function squareOf(width: number, height: number, p: Palette): Square {
  const side = Math.max(0, Math.floor(Math.min(width - beside(p) - 1, height - above(p) - beside(p))));
  return { x: Math.max(beside(p), Math.round((width - side) / 2)), y: above(p), side };
}

export const toX = ({ x, side }: Square, { x: [low, high] }: Terrain, v: number): number =>
  x + ((v - low) / (high - low)) * side;
export const toY = ({ y, side }: Square, { y: [low, high] }: Terrain, v: number): number =>
  y + ((high - v) / (high - low)) * side;

export function drawScene(c: CanvasRenderingContext2D, square: Square, scene: Scene, width: number, p: Palette): void {
  const { x, y, side } = square;
  if (scene.heights.broken) hatch(c, { x, y, width: side, height: side }); // seen where the picture has nothing
  c.save();
  c.beginPath();
  c.rect(x, y, side, side);
  c.clip();
  c.imageSmoothingEnabled = true;
  c.drawImage(scene.image, x, y, side, side);
  drawContours(c, square, scene.contours, p);
  drawPath(c, square, scene, p);
  c.restore();
  drawFrame(c, square, p);
  drawAxis(c, square, scene.terrain.x, scene.names.x, p);
  c.save();
  // the same, turned: its words stand just left of the square
  c.translate(x - 5, y + side);
  c.rotate(-Math.PI / 2);
  drawAxis(c, { x: 0, y: -side - p.tick - 4, side }, scene.terrain.y, scene.names.y, p);
  c.restore();
  drawLegend(c, square.x, square.side, scene, width, p);
  if (scene.hover) drawHover(c, square, scene, scene.hover, p);
}

/** The square where there is nothing to draw, and why. */
export function drawNothing(c: CanvasRenderingContext2D, square: Square, sentence: string, p: Palette): void {
  drawFrame(c, square, p);
  c.font = `${p.small}px ${p.font}`;
  c.fillStyle = p.ink3;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && c.measureText(longer).width < square.side - 16) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  lines.forEach((line, i) =>
    c.fillText(
      line,
      square.x + square.side / 2,
      square.y + square.side / 2 + (i - (lines.length - 1) / 2) * 1.5 * p.small,
    ),
  );
}

function drawFrame(c: CanvasRenderingContext2D, { x, y, side }: Square, p: Palette): void {
  c.strokeStyle = p.rule2;
  c.lineWidth = 1;
  c.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
}

function drawContours(
  c: CanvasRenderingContext2D,
  { x, y, side }: Square,
  lines: readonly Contour[],
  p: Palette,
): void {
  c.strokeStyle = p.ink;
  c.lineWidth = p.grid;
  c.globalAlpha = 0.35;
  c.beginPath();
  for (const line of lines)
    for (let i = 0; i < line.length; i += 2) {
      const [px, py] = [x + (line[i] ?? 0) * side, y + (line[i + 1] ?? 0) * side];
      if (i === 0) c.moveTo(px, py);
      else c.lineTo(px, py);
    }
  c.stroke();
  c.globalAlpha = 1;
}

/** The run's path with a ring where it begins and a square where it ends, and a disc at the step that is looked at. */
function drawPath(c: CanvasRenderingContext2D, square: Square, { terrain, after, here }: Scene, p: Palette): void {
  const { path, steps } = terrain;
  const px = (v: number): number => toX(square, terrain, v);
  const py = (v: number): number => toY(square, terrain, v);
  c.lineJoin = 'round';
  for (const [width, colour] of [
    [p.data + 2, p.ground],
    [p.data, p.ink],
  ] as const) {
    // a path each: an SVG has one stroke for one
    c.beginPath();
    for (let k = 0; k < steps.length; k++) c.lineTo(px(path.x[k] ?? 0), py(path.y[k] ?? 0));
    for (let i = 0; i < after.length; i += 2) c.lineTo(px(after[i] ?? 0), py(after[i + 1] ?? 0));
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
  }
  const r = 2 * p.data;
  if (steps.length > 0) {
    c.beginPath();
    c.arc(px(path.x[0] ?? 0), py(path.y[0] ?? 0), r, 0, 2 * Math.PI);
    c.fillStyle = p.ground;
    c.fill();
    c.strokeStyle = p.ink;
    c.lineWidth = p.line;
    c.stroke();
    const [endX = path.x[steps.length - 1] ?? 0, endY = path.y[steps.length - 1] ?? 0] = after.slice(-2);
    const covered = here && Math.hypot(px(endX) - px(here.x), py(endY) - py(here.y)) < r;
    c.fillStyle = p.ground;
    if (!covered) c.fillRect(px(endX) - r - 1, py(endY) - r - 1, 2 * r + 2, 2 * r + 2);
    c.fillStyle = p.ink;
    if (!covered) c.fillRect(px(endX) - r, py(endY) - r, 2 * r, 2 * r);
  }
  if (!here) return;
  c.beginPath();
  c.arc(px(here.x), py(here.y), r + 1, 0, 2 * Math.PI);
  c.fillStyle = here.exact ? p.accent : p.ground;
  c.fill();
  c.strokeStyle = here.exact ? p.ground : p.accent;
  c.lineWidth = p.line;
  c.stroke();
}

/** An axis below a square: both ends, and its name between them. */
function drawAxis(
  c: CanvasRenderingContext2D,
  { x, y, side }: Square,
  [low, high]: [number, number],
  name: AxisName,
  p: Palette,
): void {
  c.fillStyle = p.ink2;
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  const foot = y + side + p.tick + 4;
  const [from, to] = [short(low), short(high)];
  c.textAlign = 'left';
  c.fillText(from, x, foot);
  c.textAlign = 'right';
  c.fillText(to, x + side, foot);
  const room = side - 2 * Math.max(c.measureText(from).width, c.measureText(to).width) - 12;
  if ('runs' in name) drawRuns(c, name.runs, x + side / 2, foot, p.tick + 1, 'center');
  else {
    const text = name.words.find((words) => c.measureText(words).width <= room);
    c.textAlign = 'center';
    if (text !== undefined) c.fillText(text, x + side / 2, foot);
  }
}

/** The value under the pointer. */
function drawHover(
  c: CanvasRenderingContext2D,
  square: Square,
  { terrain, of }: Scene,
  { x, y, value }: { x: number; y: number; value: number },
  p: Palette,
): void {
  const [px, py] = [toX(square, terrain, x), toY(square, terrain, y)];
  c.strokeStyle = p.ink;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(px - 4, py);
  c.lineTo(px + 4, py);
  c.moveTo(px, py - 4);
  c.lineTo(px, py + 4);
  c.stroke();
  const text = `${of} ${lossText(value)}`;
  c.font = `${p.small}px ${p.font}`;
  const left = px + 8 + c.measureText(text).width < square.x + square.side;
  c.textAlign = left ? 'left' : 'right';
  c.textBaseline = 'alphabetic';
  const [tx, ty] = [px + (left ? 8 : -8), Math.max(square.y + p.small + 2, py - 6)];
  c.strokeStyle = p.ground;
  c.lineWidth = 3;
  c.lineJoin = 'round';
  c.strokeText(text, tx, ty);
  c.fillStyle = p.ink;
  c.fillText(text, tx, ty);
}
