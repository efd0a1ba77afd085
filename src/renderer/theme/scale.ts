/** The diverging scale, orange – neutral – blue: the tokens' five stops interpolated in OKLab.
 *  [Ottosson 2020, https://bottosson.github.io/posts/oklab/] */

/** The tokens of the five stops, t = −1 … 1. */
export const stopTokens = ['--neg', '--neg-mid', '--zero', '--pos-mid', '--pos'] as const;

const ENTRIES = 257;
type Triple = [number, number, number];

const toLinear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toGamma = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

function labOf(hex: string): Triple {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => toLinear(parseInt(hex.slice(i, i + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgbOf([L, a, b]: Triple): Triple {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const byte = (v: number): number => Math.round(255 * Math.max(0, Math.min(1, toGamma(Math.max(0, v)))));
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** 257 colours for t = −1 … 1 from five `#rrggbb` stops. */
export function tableOf(hexStops: readonly string[]): readonly Triple[] {
  const stops = hexStops.map(labOf);
  const last = stops.length - 1;
  return Array.from({ length: ENTRIES }, (_, k) => {
    const t = (k / (ENTRIES - 1)) * last;
    const i = Math.min(last - 1, Math.floor(t));
    const from = stops[i] ?? [0, 0, 0];
    const to = stops[i + 1] ?? from;
    const mix = (j: 0 | 1 | 2): number => from[j] + (t - i) * (to[j] - from[j]);
    return rgbOf([mix(0), mix(1), mix(2)]);
  });
}

let table: readonly Triple[] = [];
let names: readonly string[] = [];
setScale(['#c4570a', '#eda766', '#f1f1ee', '#86b3e4', '#1f63b5']); // light, until the theme is read

/** Takes over a theme's stops; theme.svelte.ts calls it before it tells anyone of the new theme. */
export function setScale(hexStops: readonly string[]): void {
  table = tableOf(hexStops);
  names = table.map(([r, g, b]) => `rgb(${r},${g},${b})`);
}

/** Index into the table; what is beyond ±1 is drawn as ±1, and NaN as 0. */
const indexOf = (t: number): number =>
  Number.isNaN(t) ? (ENTRIES - 1) / 2 : Math.round(((Math.max(-1, Math.min(1, t)) + 1) / 2) * (ENTRIES - 1));

/** Colour of t ∈ [−1, 1] as bytes. Call `theme.follow()` where you draw, so that a change of theme redraws. */
export const divRgb = (t: number): readonly [r: number, g: number, b: number] => table[indexOf(t)] as Triple;

/** The same as a CSS colour. */
export const div = (t: number): string => names[indexOf(t)] as string;
