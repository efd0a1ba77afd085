import { fixed } from '../../../core/words/numbers.ts';

const LOG10_2 = Math.log10(2);

/** value × 2^exponent as `−2.9185e+23`, also where no float64 reaches. */
export function scientific(value: number, exponent: number): string {
  if (value === 0) return '0';
  const log = Math.log10(Math.abs(value)) + exponent * LOG10_2;
  let power = Math.floor(log);
  let mantissa = (10 ** (log - power)).toFixed(4);
  if (mantissa === '10.0000') {
    power++;
    mantissa = '1.0000';
  }
  const raised = `${power < 0 ? '−' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return `${value < 0 ? '−' : ''}${mantissa}e${raised}`;
}

/** The upper left of an n × n matrix (times 2^exponent) as it is printed: four decimals while all entries are of ordinary size,
 *  else four of a mantissa and its power of 10. */
export function matrixText(values: ArrayLike<number>, n: number, exponent: number, most: number): string[][] {
  let largest = 0;
  for (let i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  const size = largest === 0 ? 0 : Math.log10(largest) + exponent * LOG10_2;
  const plain = size > -2 && size < 4;
  const shown = Math.min(n, most);
  return Array.from({ length: shown }, (_, r) =>
    Array.from({ length: shown }, (_unused, c) => {
      const value = values[r * n + c] ?? 0;
      return plain ? fixed(value * 2 ** exponent, 4) : scientific(value, exponent);
    }),
  );
}
