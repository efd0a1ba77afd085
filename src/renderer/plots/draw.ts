import { div } from '../theme/scale.ts';
import type { Palette } from './palette.ts';

/** 10 to a power, centred at x, its foot at y. */
export function drawPower(c: CanvasRenderingContext2D, exponent: number, x: number, y: number, p: Palette): void {
  const raised = exponent < 0 ? `−${-exponent}` : String(exponent);
  const small = `${Math.round(0.75 * p.tick)}px ${p.font}`;
  const normal = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  c.font = normal;
  const ten = c.measureText('10').width;
  c.font = small;
  const start = x - (ten + c.measureText(raised).width) / 2;
  c.fillText(raised, start + ten + 0.5, y - 0.4 * p.tick);
  c.font = normal;
  c.fillText('10', start, y);
}

/** Counts in equal bins over [−max, max]; what lies outside counts at the ends, NaN nowhere. */
export function histogram(values: ArrayLike<number>, max: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor(((value + max) / (2 * max)) * bins)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Below this many values each is a square of its own. */
const FEW = 40;

/** Values over [−max, max]: one square each while there are few, bars when there are many; `zone` is tinted. */
export function drawHistogram(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  values: ArrayLike<number>,
  max: number,
  zone: [number, number][],
  p: Palette,
): void {
  const floor = height - p.tick - 7;
  const few = values.length < FEW;
  const bins = few ? 13 : Math.max(12, 2 * Math.round(width / 12));
  const counts = histogram(values, max, bins);
  const top = Math.max(1, ...counts);
  const step = width / bins;
  c.fillStyle = p.zone;
  const x = (v: number): number => ((v + max) / (2 * max)) * width;
  for (const [from, to] of zone) c.fillRect(x(from), 0, x(to) - x(from), floor);
  const side = Math.min(step - 1, (floor - 4) / Math.max(top, 5));
  counts.forEach((count, i) => {
    c.fillStyle = div((((i + 0.5) / bins) * 2 - 1) * 1.6);
    if (!few) {
      const h = (count / top) * (floor - 6);
      c.fillRect(i * step + 0.5, floor - h, step - 1, h);
      return;
    }
    c.strokeStyle = p.ink2;
    c.lineWidth = 0.5;
    for (let k = 0; k < count; k++) {
      const left = i * step + (step - side) / 2;
      c.fillRect(left, floor - (k + 1) * side + 0.5, side - 0.5, side - 1);
      c.strokeRect(left, floor - (k + 1) * side + 0.5, side - 0.5, side - 1);
    }
  });
  drawZeroAxis(c, width, floor, max, p);
}

function drawZeroAxis(c: CanvasRenderingContext2D, width: number, floor: number, max: number, p: Palette): void {
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(0, floor + 0.5);
  c.lineTo(width, floor + 0.5);
  c.moveTo(width / 2, floor);
  c.lineTo(width / 2, floor + 4);
  c.stroke();
  c.fillStyle = p.ink2;
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  const y = floor + p.tick + 4;
  c.textAlign = 'left';
  c.fillText(`−${max}`, 0, y);
  c.textAlign = 'center';
  c.fillText('0', width / 2, y);
  c.textAlign = 'right';
  c.fillText(String(max), width, y);
}
