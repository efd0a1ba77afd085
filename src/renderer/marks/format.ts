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

/** As few digits as say it: 3 → `3`, 0.25 → `0.25`, 0.000012 → `1.2e−5`. */
export function short(v: number, digits = 2): string {
  if (!Number.isFinite(v)) return fixed(v);
  const size = Math.abs(v);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(digits - 1) : String(+v.toPrecision(digits));
  return text.replace('e+', 'e').replaceAll('-', '−');
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
