import { at } from '../floats.ts';
import { normalizedInk } from './ink.ts';
import { imageSide } from './limits.ts';

/** A picture in greys, 0 black to 1 white, row after row. */
export interface Grey {
  width: number;
  height: number;
  values: Float32Array;
}

/** What is drawn in a picture: dark ink on a light ground, or light on dark as in MNIST. */
export type Drawn = 'dark' | 'light';

/** Contrast between ground and ink below which nothing is drawn, and ink (in shares of the strongest) that is taken for ground: paper
 *  is never all white, and JPEG leaves traces beside every edge. */
const LEAST_CONTRAST = 1 / 16;
const FAINT = 0.1;

/** Greys by luminance, 0.299 R + 0.587 G + 0.114 B. What is transparent becomes white, or black where what is not is mostly light.
 *  @param rgba width × height × 4, as a canvas has it, not premultiplied  [ITU-R BT.601] */
export function greyOf(rgba: Uint8ClampedArray, width: number, height: number): Grey {
  const values = new Float32Array(width * height);
  let [light, opaque, clear] = [0, 0, false];
  const of = (k: number): number => rgba[k] ?? 0;
  const luminance = (k: number): number => (0.299 * of(4 * k) + 0.587 * of(4 * k + 1) + 0.114 * of(4 * k + 2)) / 255;
  for (let k = 0; k < values.length; k++) {
    const alpha = of(4 * k + 3) / 255;
    values[k] = luminance(k);
    light += alpha * luminance(k);
    opaque += alpha;
    clear ||= alpha < 1;
  }
  if (!clear) return { width, height, values };
  const ground = opaque > 0 && light / opaque > 0.5 ? 0 : 1;
  for (let k = 0; k < values.length; k++) {
    const alpha = of(4 * k + 3) / 255;
    values[k] = alpha * luminance(k) + (1 - alpha) * ground;
  }
  return { width, height, values };
}

/** What is drawn, as it looks: the ground is what the border has on average. */
export function drawnIn(grey: Grey): Drawn {
  const border = borderOf(grey);
  return border.reduce((sum, v) => sum + v, 0) / border.length > 0.5 ? 'dark' : 'light';
}

function borderOf({ width, height, values }: Grey): Float32Array {
  return values.filter((_, k) => {
    const [q, r] = [k % width, Math.floor(k / width)];
    return q === 0 || r === 0 || q === width - 1 || r === height - 1;
  });
}

/** 28 × 28 bytes of a picture, scaled and centred as MNIST was: the ground (the median of the border) becomes 0, the strongest ink 1,
 *  and the ink is put into place by `normalizedInk`. Null where nothing stands out from the ground. */
export function asMnist(grey: Grey, drawn: Drawn): Uint8Array | null {
  const border = borderOf(grey).sort();
  const ground = at(border, border.length >> 1);
  const sign = drawn === 'dark' ? -1 : 1;
  const most = grey.values.reduce((strongest, v) => Math.max(strongest, sign * (v - ground)), 0);
  if (most < LEAST_CONTRAST) return null;
  const ink = grey.values.map((v) => {
    const share = (sign * (v - ground)) / most;
    return share < FAINT ? 0 : share;
  });
  const scaled = normalizedInk(ink, grey.width, FAINT);
  return scaled && Uint8Array.from(scaled, byte);
}

/** The bytes of a picture that is 28 × 28 already, as it is; null where it is not. */
export function asItIs({ width, height, values }: Grey): Uint8Array | null {
  return width === imageSide && height === imageSide ? Uint8Array.from(values, byte) : null;
}

const byte = (v: number): number => Math.round(255 * Math.min(1, v));
