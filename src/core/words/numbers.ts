/** Numbers as the window writes them: a true minus, thousands with a comma. */

const grouped = new Intl.NumberFormat('en-US'); // made once: toLocaleString makes one a call

/** 1860 → `1,860`. */
export const int = (v: number): string => grouped.format(Math.round(v)).replace('-', '−');

/** −0.5 → `−0.50`: a fixed number of decimals. NaN and ±∞ as such. */
export function fixed(v: number, decimals = 2): string {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? 'NaN' : v > 0 ? '∞' : '−∞';
  const text = Math.abs(v).toFixed(decimals);
  return v < 0 && Number(text) !== 0 ? `−${text}` : text;
}

const raised = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** −3 → `10⁻³`. */
export const power = (exponent: number): string =>
  `10${exponent < 0 ? '⁻' : ''}${Array.from(String(Math.abs(exponent)), (digit) => raised[Number(digit)]).join('')}`;

/** What JavaScript writes of a number, as the window writes it: `-1.2e-5` → `−1.2×10⁻⁵`, `1e+6` → `10⁶`. */
export function written(text: string): string {
  const [digits = '', exponent] = text.replace('-', '−').split('e');
  if (exponent === undefined) return digits;
  const scale = power(Number(exponent.replace('−', '-')));
  return /^−?1$/.test(digits) ? digits.replace('1', scale) : `${digits}×${scale}`;
}

/** As few digits as say it: 3 → `3`, 0.25 → `0.25`, 0.000012 → `1.2×10⁻⁵`. */
export function short(v: number, digits = 2): string {
  if (!Number.isFinite(v)) return fixed(v);
  const size = Math.abs(v);
  const far = size !== 0 && (size < 1e-3 || size >= 1e5);
  return written(far ? v.toExponential(digits - 1).replace(/\.0+e/, 'e') : String(+v.toPrecision(digits)));
}

/** A tick of an axis, short enough for its margin: 1,500 is `1.5k`. */
export function tickText(value: number, decimals: number): string {
  if (value >= 1e6) return short(value, 1);
  return value >= 1e3 ? `${short(value / 1000, 3)}k` : fixed(value, decimals);
}

/** The least of 1, 2, 3, 5 × 10^k that is ≥ v: an end for a scale that does not flicker as values move. */
export function niceCeil(v: number): number {
  if (!(v > 0) || !Number.isFinite(v)) return 1;
  const power = 10 ** Math.floor(Math.log10(v));
  const step = [1, 2, 3, 5, 10].find((s) => s * power >= v * (1 - 1e-9)) ?? 10;
  return +(step * power).toPrecision(3);
}

/** As `size`, and small ones to the byte: 336 → `336 B`. */
export const bytes = (v: number): string => (v < 10_000 ? `${int(v)} B` : size(v));

/** 4,200,000 → `4.2 MB`. */
export function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
