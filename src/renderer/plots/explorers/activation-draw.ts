import { m } from '../../../core/words/m.ts';
import { drawRuns, type Run } from '../../paint/math-text.ts';
import { fixed, short } from '../../../core/words/numbers.ts';
import { div } from '../../theme/scale.ts';
import type { Palette } from '../../paint/palette.ts';
import { spread } from '../../paint/series.ts';
import { bars, reach, type Curve, type Inputs } from './activation.ts';

/** What is drawn of an activation. */
export interface Explored {
  curve: Curve;
  zone: readonly [number, number][];
  inputs: Inputs | null;
  /** What is said over the inputs: whose they are, and in words how many are saturated. */
  name: Run[];
  note: string;
  /** z under the pointer with φ(z) and φ′(z). */
  hovered: { z: number; f: number; df: number } | null;
}

const phi: Run[] = [
  { text: 'φ', bold: false, italic: true, script: 0 },
  { text: '(', bold: false, italic: false, script: 0 },
  { text: 'z', bold: false, italic: true, script: 0 },
  { text: ')', bold: false, italic: false, script: 0 },
];
const phiPrime: Run[] = phi.toSpliced(1, 0, { text: '′', bold: false, italic: false, script: 1 });

/** px left and right of the axis. */
const marginsOf = (p: Palette): { left: number; right: number } => ({ left: 2.6 * p.tick, right: 3.6 * p.tick });

/** z at x px of a plot this wide, to the tenth that the table has; null beside the axis. */
export function zAt(x: number, width: number, p: Palette): number | null {
  const { left, right } = marginsOf(p);
  const z = ((x - left) / Math.max(1, width - left - right)) * 2 * reach - reach;
  return Math.abs(z) <= reach ? Math.round(10 * z) / 10 : null;
}

/** Ticks of the values: whole steps of 1, 2 or 5 × 10^k, about four. */
function ticksOf(low: number, high: number): { ticks: number[]; decimals: number } {
  const wanted = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 5, 10].find((s) => s * power >= wanted) ?? 10) * power;
  const first = Math.ceil(low / step);
  const ticks = Array.from({ length: Math.floor(high / step + 0.05) - first + 1 }, (_, i) => (first + i) * step);
  return { ticks, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** φ and φ′ with the zone, and under them on the same axis what goes into an activation. */
export function drawExplored(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  { curve, zone, inputs, name, note, hovered }: Explored,
  p: Palette,
): void {
  const { left, right } = marginsOf(p);
  const x = (z: number): number => left + ((z + reach) / (2 * reach)) * (width - left - right);
  const floor = Math.round(height - p.tick - 6);
  const deep = Math.round(0.3 * floor);
  const top = floor - deep;
  c.textBaseline = 'alphabetic';
  c.fillStyle = p.zone;
  for (const [from, to] of zone) c.fillRect(x(from), 0, x(to) - x(from), floor);

  const foot = top - 0.7 * p.tick;
  const low = Math.min(0, ...curve.f, ...curve.df);
  const high = Math.max(...curve.f, ...curve.df);
  const y = (value: number): number => foot - ((value - low) / (high - low)) * (foot - 1.6 * p.tick);
  drawValues(c, { x, y, low, high, right: width - right }, p);
  drawCurves(c, curve, x, y, { right: width - right, foot }, p);
  drawZoneName(c, zone, x, p);

  drawInputs(c, inputs, { x, floor, deep: deep - p.tick - 3 }, p);
  c.fillStyle = p.ink;
  const named = name.length > 0 ? drawRuns(c, name, left, top + p.tick, p.tick) : 0;
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  c.fillStyle = p.ink2;
  c.strokeStyle = p.ground;
  c.fillText(note, left + (named > 0 ? named + 0.5 * p.tick : 0), top + p.tick);
  drawAxis(c, x, floor, p);
  if (hovered) drawHovered(c, hovered, x, y, floor, p);
}

function drawValues(
  c: CanvasRenderingContext2D,
  {
    x,
    y,
    low,
    high,
    right,
  }: { x: (z: number) => number; y: (v: number) => number; low: number; high: number; right: number },
  p: Palette,
): void {
  const { ticks, decimals } = ticksOf(low, high);
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'right';
  c.lineWidth = p.grid;
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5;
    c.strokeStyle = tick === 0 ? p.edge : p.rule;
    c.beginPath();
    c.moveTo(x(-reach), at);
    c.lineTo(right, at);
    c.stroke();
    c.fillStyle = p.ink2;
    c.fillText(fixed(tick, decimals), x(-reach) - 4, at + 0.36 * p.tick);
  }
}

function drawCurves(
  c: CanvasRenderingContext2D,
  { z, f, df }: Curve,
  x: (z: number) => number,
  y: (v: number) => number,
  { right, foot }: { right: number; foot: number },
  p: Palette,
): void {
  c.strokeStyle = p.ink;
  c.lineWidth = p.data;
  c.lineJoin = 'round';
  for (const [values, dash] of [
    [df, [5, 3]],
    [f, []],
  ] as const) {
    c.setLineDash([...dash]);
    c.beginPath();
    values.forEach((value, i) => c.lineTo(x(z[i] ?? 0), y(value)));
    c.stroke();
  }
  c.setLineDash([]);
  c.fillStyle = p.ink;
  const ends = spread([y(f.at(-1) ?? 0), y(df.at(-1) ?? 0)], 0.8 * p.tick, foot, 1.4 * p.tick);
  [phi, phiPrime].forEach((runs, i) => drawRuns(c, runs, right + 4, (ends[i] ?? 0) + 0.3 * p.tick, 1.1 * p.tick));
}

function drawZoneName(
  c: CanvasRenderingContext2D,
  zone: readonly [number, number][],
  x: (z: number) => number,
  p: Palette,
): void {
  const widest = zone.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]))[0];
  if (!widest) return;
  const middle = (x(widest[0]) + x(widest[1])) / 2;
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'center';
  c.lineJoin = 'round';
  c.lineWidth = 3;
  c.strokeStyle = p.ground;
  c.strokeText(m.plots_zone(), middle, p.tick);
  c.fillStyle = p.accent;
  c.fillText(m.plots_zone(), middle, p.tick);
}

function drawInputs(
  c: CanvasRenderingContext2D,
  inputs: Inputs | null,
  { x, floor, deep }: { x: (z: number) => number; floor: number; deep: number },
  p: Palette,
): void {
  if (!inputs) return;
  let top = 1;
  for (let i = 0; i < bars; i++) top = Math.max(top, inputs.counts[i] ?? 0);
  const step = (x(reach) - x(-reach)) / bars;
  for (let i = 0; i < bars; i++) {
    const count = inputs.counts[i] ?? 0;
    if (count === 0) continue;
    const h = Math.max(1, (count / top) * deep);
    c.fillStyle = div((((i + 0.5) / bars) * 2 - 1) * 1.6);
    c.fillRect(x(-reach) + i * step + 0.25, floor - h, step - 0.5, h);
    c.fillStyle = p.edge; // so that bars of 0, which are neutral, have an edge
    c.fillRect(x(-reach) + i * step + 0.25, floor - h, step - 0.5, 0.75);
  }
}

function drawAxis(c: CanvasRenderingContext2D, x: (z: number) => number, floor: number, p: Palette): void {
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(x(-reach), floor + 0.5);
  c.lineTo(x(reach), floor + 0.5);
  for (const z of [-8, -4, 0, 4, 8]) {
    c.moveTo(x(z), floor);
    c.lineTo(x(z), floor + 3);
  }
  c.stroke();
  c.fillStyle = p.ink2;
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'center';
  for (const z of [-8, -4, 0, 4, 8]) c.fillText(fixed(z, 0), x(z), floor + p.tick + 3);
  drawRuns(
    c,
    [{ text: 'z', bold: false, italic: true, script: 0 }],
    x(reach) + 1.4 * p.tick,
    floor + p.tick + 3,
    p.tick,
  );
}

function drawHovered(
  c: CanvasRenderingContext2D,
  { z, f, df }: { z: number; f: number; df: number },
  x: (z: number) => number,
  y: (v: number) => number,
  floor: number,
  p: Palette,
): void {
  const at = Math.round(x(z)) + 0.5;
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(at, 1.4 * p.tick);
  c.lineTo(at, floor);
  c.stroke();
  for (const value of [f, df]) {
    c.beginPath();
    c.arc(at, y(value), 3, 0, 2 * Math.PI);
    c.fillStyle = p.ink;
    c.fill();
    c.lineWidth = p.hair;
    c.strokeStyle = p.ground;
    c.stroke();
  }
  const heights = spread([y(f), y(df)], 1.8 * p.tick, Infinity, 1.2 * p.tick);
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = z < 4 ? 'left' : 'right';
  c.lineWidth = 3;
  [f, df].forEach((value, i) => {
    const from = at + (z < 4 ? 7 : -7);
    const foot = (heights[i] ?? 0) - 0.3 * p.tick;
    c.strokeText(short(value, 3), from, foot);
    c.fillStyle = p.ink;
    c.fillText(short(value, 3), from, foot);
  });
}
