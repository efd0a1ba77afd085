import type { Palette } from '../../paint/palette.ts';
import { div } from '../../theme/scale.ts';
import type { Spot } from './hits.ts';
import { into, outOf, smooth, type Placed, type Units } from './layout.ts';
import { isDropped, type Masks } from './masks.ts';
import { fixed, short } from '../../../core/words/numbers.ts';

/** Numbers of the edges into a column, W or ∂J/∂W; null where they are not known. */
export type Numbers = (W: string) => ArrayLike<number> | null;

const DIM = 0.42;
/** What a line weighs in the usual type: a projector's are heavier by as much. */
export const LINE = 1.5;
/** Negative edges are dashed: long enough to be quiet, and read without colour. */
export const DASH: number[] = [7, 2.5];
const SOLID: number[] = [];
let dashed = false;

/** The width of an edge: 0.5 + 5.5·|w|/max px. */
export const edgeWidth = (w: number, max: number): number => 0.5 + 5.5 * Math.min(1, Math.abs(w) / max || 0);

/** Whether an edge belongs to what is shown in full: the edge itself, or all of a unit's. */
function isHot(hot: Spot | null, c: number, to: number, from: number): boolean {
  if (!hot) return false;
  if (hot.kind === 'edge') return hot.column === c && hot.unit === to && hot.from === from;
  return (hot.column === c && hot.unit === to) || (hot.column === c - 1 && hot.unit === from && hot.kind === 'unit');
}

/** Draws all edges: those of `hot` in full and on top, with their numbers; the rest at 42 % meanwhile. */
export function paintEdges(
  g: CanvasRenderingContext2D,
  { columns }: Units,
  numbers: Numbers,
  max: number,
  hot: Spot | null,
  masks: Masks,
  p: Palette,
): void {
  g.lineCap = 'butt';
  dashed = false;
  for (const pass of hot ? [false, true] : [false]) {
    g.globalAlpha = hot && !pass ? DIM : 1;
    for (let c = 1; c < columns.length; c++) paintGap(g, columns, c, numbers, max, hot, pass, masks, p);
  }
  g.setLineDash(SOLID);
  g.globalAlpha = 1;
  if (hot) for (let c = 1; c < columns.length; c++) paintNumbers(g, columns, c, numbers, hot, masks, p);
}

function paintGap(
  g: CanvasRenderingContext2D,
  columns: readonly Placed[],
  c: number,
  numbers: Numbers,
  max: number,
  hot: Spot | null,
  pass: boolean,
  masks: Masks,
  p: Palette,
): void {
  const before = columns[c - 1];
  const column = columns[c];
  if (!before || !column || column.W === null) return;
  const values = numbers(column.W);
  if (!values) {
    g.strokeStyle = pass ? p.edge : p.rule2;
    g.lineWidth = p.grid;
  }
  for (let k = 0; k < column.indices.length; k++) {
    const to = column.indices[k] ?? 0;
    if (isDropped(masks, c, to)) continue;
    const x1 = into(column, k);
    const y1 = column.ys[k] ?? 0;
    for (let f = 0; f < before.indices.length; f++) {
      const from = before.indices[f] ?? 0;
      if (isDropped(masks, c - 1, from)) continue;
      if (hot !== null && isHot(hot, c, to, from) !== pass) continue;
      if (values) {
        const w = values[to * before.width + from] ?? 0;
        g.strokeStyle = div(w / max);
        g.lineWidth = edgeWidth(w, max) * (p.line / LINE);
        // the sign survives greyscale; set where it changes alone
        if (w < 0 !== dashed) {
          dashed = w < 0;
          g.setLineDash(dashed ? DASH : SOLID);
        }
      }
      const x0 = outOf(before, f);
      const y0 = before.ys[f] ?? 0;
      const third = (x1 - x0) / 3;
      g.beginPath();
      g.moveTo(x0, y0);
      g.bezierCurveTo(x0 + third, y0, x1 - third, y1, x1, y1);
      g.stroke();
    }
  }
}

/** How far along an edge its number stands: in the middle, or near the many where numbers would lie on each other. */
const numberAt = (hot: Spot, c: number, many: Placed): number => {
  if (many.pitch >= 44 || hot.kind === 'edge') return 0.5;
  return hot.column === c ? 0.16 : 0.84;
};

/** Where the number of an edge stands. */
export function numberPlace(
  columns: readonly Placed[],
  c: number,
  k: number,
  f: number,
  hot: Spot,
): { x: number; y: number } {
  const before = columns[c - 1];
  const column = columns[c];
  if (!before || !column) return { x: 0, y: 0 };
  const t = numberAt(hot, c, hot.column === c ? before : column);
  const x0 = outOf(before, f);
  const [y0 = 0, y1 = 0] = [before.ys[f], column.ys[k]];
  return { x: x0 + t * (into(column, k) - x0), y: y0 + (y1 - y0) * smooth(t) };
}

function paintNumbers(
  g: CanvasRenderingContext2D,
  columns: readonly Placed[],
  c: number,
  numbers: Numbers,
  hot: Spot,
  masks: Masks,
  p: Palette,
): void {
  const before = columns[c - 1];
  const column = columns[c];
  if (!before || !column || column.W === null) return;
  const values = numbers(column.W);
  const many = hot.column === c ? before : column;
  if (!values || (before.shape === 'pixel' && hot.kind === 'unit' && hot.column === c) || many.pitch < 13) return;
  g.font = `${p.small}px ${p.font}`;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  column.indices.forEach((to, k) => {
    before.indices.forEach((from, f) => {
      if (!isHot(hot, c, to, from) || isDropped(masks, c, to) || isDropped(masks, c - 1, from)) return;
      const { x, y } = numberPlace(columns, c, k, f, hot);
      const text = numberText(values[to * before.width + from] ?? 0);
      const half = g.measureText(text).width / 2 + 4;
      if (2 * half > into(column, k) - outOf(before, f)) return; // it would lie on the units
      const high = Math.min(p.small + 6, many.pitch - 1);
      g.fillStyle = p.ground;
      g.fillRect(x - half, y - high / 2, 2 * half, high);
      g.fillStyle = p.ink;
      g.fillText(text, x, y + 0.5);
    });
  });
}

/** −1.06; what is too small for two decimals as a power of ten. */
export const numberText = (v: number): string => (v !== 0 && Math.abs(v) < 0.005 ? short(v, 2) : fixed(v, 2));
