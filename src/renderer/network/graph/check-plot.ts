import { drawPower } from '../../paint/power.ts';
import { palette } from '../../paint/palette.ts';
import type { ErrorAt } from './check.ts';

/** ε from 10^LEAST to 10^MOST. */
export const LEAST = -10;
export const MOST = 0;

const LEFT = 34;
const RIGHT = 52;

/** Errors of the difference quotients over ε, both axes logarithmic; a vertical line at the ε that is set. */
export function drawErrors(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  errors: readonly ErrorAt[],
  epsilon: number,
): void {
  const p = palette();
  const floor = height - p.tick - 8;
  const logs = errors.flatMap(({ float32, float64 }) => [float32, float64]).filter((v) => v > 0 && Number.isFinite(v));
  const high = Math.ceil(Math.log10(Math.max(1e-2, ...logs)));
  const low = Math.max(high - 18, Math.floor(Math.log10(Math.min(1e-6, ...logs))));
  const x = (e: number): number => LEFT + ((Math.log10(e) - LEAST) / (MOST - LEAST)) * (width - LEFT - RIGHT);
  const y = (v: number): number => 4 + ((high - Math.log10(Math.max(v, 10 ** low))) / (high - low)) * (floor - 4);

  context.lineWidth = p.grid;
  context.strokeStyle = p.rule;
  context.fillStyle = p.ink3;
  context.textBaseline = 'alphabetic';
  const every = Math.ceil((high - low) / 4);
  for (let e = high; e >= low; e -= every) {
    const at = Math.round(y(10 ** e)) + 0.5;
    context.beginPath();
    context.moveTo(LEFT, at);
    context.lineTo(width - RIGHT, at);
    context.stroke();
    drawPower(context, e, 16, at + 4, p);
  }
  for (let e = LEAST; e <= MOST; e += 2) drawPower(context, e, x(10 ** e), height - 3, p);
  context.strokeStyle = p.edge;
  context.lineWidth = p.hair;
  context.beginPath();
  context.moveTo(LEFT, floor + 0.5);
  context.lineTo(width - RIGHT, floor + 0.5);
  context.stroke();

  line(context, errors, ({ float64 }) => float64, x, y, p.ink, p.data, []);
  line(context, errors, ({ float32 }) => float32, x, y, p.ink, p.data, [5, 3]);
  const ends = errors.at(0);
  if (ends) {
    context.fillStyle = p.ink;
    context.font = `${p.tick}px ${p.font}`;
    context.textAlign = 'left';
    const last = errors.at(-1) ?? ends;
    // both end where truncation is all there is: each is named where it begins to differ
    context.fillText('float64', width - RIGHT + 6, Math.min(floor, y(last.float64) + 14));
    context.fillText('float32', x(10 ** LEAST) + 4, y(ends.float32) + 14);
  }
  context.strokeStyle = p.accent;
  context.lineWidth = p.line;
  context.beginPath();
  context.moveTo(x(epsilon), 4);
  context.lineTo(x(epsilon), floor);
  context.stroke();
}

function line(
  context: CanvasRenderingContext2D,
  errors: readonly ErrorAt[],
  of: (at: ErrorAt) => number,
  x: (e: number) => number,
  y: (v: number) => number,
  colour: string,
  width: number,
  dash: number[],
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  for (const error of errors) if (Number.isFinite(of(error))) context.lineTo(x(error.epsilon), y(of(error)));
  context.stroke();
  context.setLineDash([]);
}
