import { bins } from '../../core/frame/observed.ts';
import { countBins, largest } from '../network/viz/histogram.ts';
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

/** Values as a histogram needs them. */
export interface Distribution {
  /** How many there are. */
  total: number;
  /** The largest |value|. */
  size: number;
  counts(max: number, bins: number): ArrayLike<number>;
  /** Exact, where they were recorded. */
  mean?: number;
  deviation?: number;
}

export const ofValues = (values: ArrayLike<number>): Distribution => ({
  total: values.length,
  size: largest(values),
  counts: (max, bins) => countBins(values, max, bins),
});

/** Counts of equal bins as frames of large networks have them: after them the least and the largest value, mean and standard
 *  deviation; the first two alone in recordings of earlier versions. */
export function ofBins(entry: Float32Array): Distribution {
  const counted = entry.subarray(0, bins);
  const [least = 0, most = 0, mean, deviation] = entry.subarray(bins);
  return {
    total: counted.reduce((sum, count) => sum + count, 0),
    size: Math.max(Math.abs(least), Math.abs(most)),
    counts: (max, into) => rebin(counted, least, most, max, into),
    ...(mean !== undefined && deviation !== undefined && { mean, deviation }),
  };
}

/** The same counts in other bins, each shared out by how far the two overlap. */
export function rebin(counted: Float32Array, least: number, most: number, max: number, bins: number): Float64Array {
  const into = new Float64Array(bins);
  const width = Math.max(1e-12, (most - least) / counted.length);
  const scale = bins / (2 * max);
  counted.forEach((count, k) => {
    const from = Math.max(0, Math.min(bins, (least + k * width + max) * scale));
    const to = Math.max(from, Math.min(bins, (least + (k + 1) * width + max) * scale));
    const first = Math.min(bins - 1, Math.floor(from));
    if (to - from < 1e-9) into[first] = (into[first] ?? 0) + count;
    else
      for (let bin = first; bin < to; bin++) {
        const share = (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from);
        into[bin] = (into[bin] ?? 0) + share * count;
      }
  });
  return into;
}

/** Below this many values each is a square of its own. */
const FEW = 40;

/** Values over [−max, max]: one square each while there are few, bars when there are many; `zone` is tinted. */
export function drawHistogram(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  values: Distribution,
  max: number,
  zone: [number, number][],
  p: Palette,
): void {
  const floor = height - p.tick - 7;
  const few = values.total < FEW;
  const bins = few ? 13 : Math.max(12, 2 * Math.round(width / 12));
  const counts = Array.from(values.counts(max, bins));
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
