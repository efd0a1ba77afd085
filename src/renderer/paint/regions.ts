import { at, type Floats } from '../../core/floats.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { divRgb } from '../theme/scale.ts';
import { classColour } from './classes.ts';
import { rgbOf, type Palette } from './palette.ts';

/** What a network of q outputs says over the plane: size × size numbers an output, one output after the other. */
export interface Outputs {
  readonly size: number;
  readonly values: Floats;
  readonly channels: number;
}

/** How far an output is above the largest of the others, at point `i`: 0 where the top two meet. */
export function gapOf({ size, values, channels }: Outputs, output: number, i: number): number {
  const area = size * size;
  let other = -Infinity;
  for (let j = 0; j < channels; j++) if (j !== output) other = Math.max(other, at(values, j * area + i));
  return at(values, output * area + i) - other;
}

/** The chance that a row of outputs gives to one of them: softmax, or σ(o) where each is an answer of its own; under squared error
 *  the output itself, which is no probability. [lecture 5.3.9] */
export function chanceAmong(o: ArrayLike<number>, output: number, loss: Plan['loss']): number {
  const own = o[output] ?? NaN;
  if (loss === 'squared_error') return own;
  if (loss === 'binary_cross_entropy') return 1 / (1 + Math.exp(-own));
  let sum = 0;
  for (let j = 0; j < o.length; j++) sum += Math.exp((o[j] ?? NaN) - own);
  return 1 / sum;
}

/** The outputs at one point. */
export const outputsAt = ({ size, values, channels }: Outputs, i: number): number[] =>
  Array.from({ length: channels }, (_, j) => at(values, j * size * size + i));

/** The largest of a row; the first of equal ones, as in `predicted`. */
export const winner = (o: readonly number[]): number => o.reduce((best, v, j) => (v > (o[best] ?? NaN) ? j : best), 0);

/** Lines of a hatch along a side, and points of a field along a side from which on it is fine enough for one. */
const HATCH = 20;
const FINE = 64;

/** Whether a point lies on the hatch of a class: 0 rises to the right as ever, 1 has none, 2 is level, 3 falls. */
function hatched(label: number, column: number, row: number, period: number): boolean {
  if (label === 0) return (column + row) % period === 0;
  if (label === 2) return row % period === 0;
  return label === 3 && (((column - row) % period) + period) % period === 0;
}

function imageBy(size: number, colour: (i: number) => readonly [number, number, number]): OffscreenCanvas {
  const image = new ImageData(size, size);
  for (let i = 0; i < size * size; i++) {
    const [r, g, b] = colour(i);
    image.data[4 * i] = r;
    image.data[4 * i + 1] = g;
    image.data[4 * i + 2] = b;
    image.data[4 * i + 3] = 255;
  }
  const canvas = new OffscreenCanvas(size, size);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** Regions: where an output is the largest its colour, the stronger the surer, and its hatch. */
export function regionsOf(outputs: Outputs, loss: Plan['loss'], p: Palette): OffscreenCanvas {
  const { size, channels } = outputs;
  const period = Math.max(1, Math.round((2 * size) / HATCH));
  const colours = Array.from({ length: channels }, (_, j) => rgbOf(classColour(j, p)));
  const ground = divRgb(0);
  return imageBy(size, (i) => {
    const o = outputsAt(outputs, i);
    const label = winner(o);
    const none = 1 / channels; // of who knows nothing
    const sure = Math.max(0, Math.min(1, (chanceAmong(o, label, loss) - none) / (1 - none))) || 0;
    const line = size >= FINE && hatched(label, i % size, Math.floor(i / size), period);
    const share = 0.14 + 0.42 * sure;
    const mix = (k: 0 | 1 | 2): number =>
      (line ? 0.86 : 1) * (ground[k] + share * ((colours[label]?.[k] ?? 0) - ground[k]));
    return [mix(0), mix(1), mix(2)];
  });
}

/** Values as colours, ±end at the ends of the scale. */
export const valuesImage = ({ size, values }: Pick<Outputs, 'size' | 'values'>, end: number): OffscreenCanvas =>
  imageBy(size, (i) => divRgb((0.8 * at(values, i)) / end));

/** Round numbers over a range, about `count` of them: every 1, 2 or 5 of a power of ten. */
export function roundLevels(low: number, high: number, count = 8): number[] {
  const range = high - low;
  if (!(range > 0) || !Number.isFinite(range)) return [];
  const power = 10 ** Math.floor(Math.log10(range / count));
  const step = power * ([1, 2, 5, 10].find((k) => k * power * count >= range) ?? 10);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(6)));
}
