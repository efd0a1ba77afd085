import { at } from '../floats.ts';
import type { Column, TableSet } from './data-set.ts';
import { columnOf, type TableSpec } from './parts.ts';
import { widthOfInput } from './width.ts';

/** v ↦ (v − shift)/size, measured on the training rows alone; where a value is missing, `mean`. */
interface Scale {
  shift: number;
  size: number;
  mean: number;
}

/** How a column of numbers is scaled. standard: to mean 0 and variance 1 (of the population); range: to [0, 1]. A column that never
 *  changes becomes 0. In float64, in the order of the rows. */
export function scaleOf(values: Float64Array, rows: Uint32Array, kind: TableSpec['scale']): Scale {
  let [sum, count, least, most] = [0, 0, Infinity, -Infinity];
  for (const row of rows) {
    const v = at(values, row);
    if (Number.isNaN(v)) continue;
    sum += v;
    count++;
    least = Math.min(least, v);
    most = Math.max(most, v);
  }
  // the mean of equal numbers is not always that number, and what differs by rounding alone would be blown up
  if (kind !== 'none' && !(most > least))
    return { shift: count === 0 ? 0 : least, size: 1, mean: count === 0 ? 0 : least };
  const mean = count === 0 ? 0 : sum / count;
  if (kind === 'none') return { shift: 0, size: 1, mean };
  if (kind === 'range') return { shift: least, size: most - least, mean };
  let squares = 0;
  for (const row of rows) {
    const v = at(values, row);
    if (!Number.isNaN(v)) squares += (v - mean) ** 2;
  }
  return { shift: mean, size: Math.sqrt(squares / count), mean };
}

/** The inputs of some rows as the network takes them: rows × width, one column for numbers, one for each category (1 where it is
 *  that), and after those, where missing values are marked, one that is 1 where there is none. What is missing has the mean of
 *  the training rows; of categories, their shares. */
export function inputsOf(data: TableSpec, set: TableSet, rows: Uint32Array, train: Uint32Array): Float32Array {
  const width = data.inputs.reduce((sum, input) => sum + widthOfInput(input), 0);
  const x = new Float32Array(rows.length * width);
  let column = 0;
  for (const input of data.inputs) {
    const of = columnOf(set, input.column, input.categories);
    if (of.kind === 'number') numbers(x, column, width, of.values, rows, scaleOf(of.values, train, data.scale));
    else oneHot(x, column, width, of, rows, sharesOf(of, train));
    column += widthOfInput(input);
    if (input.missing !== 'mark') continue;
    rows.forEach((row, i) => {
      if (of.kind === 'number' ? Number.isNaN(of.values[row]) : of.values[row] === -1) x[i * width + column - 1] = 1;
    });
  }
  return x;
}

function numbers(
  x: Float32Array,
  column: number,
  width: number,
  values: Float64Array,
  rows: Uint32Array,
  { shift, size, mean }: Scale,
): void {
  rows.forEach((row, i) => {
    const v = at(values, row);
    x[i * width + column] = ((Number.isNaN(v) ? mean : v) - shift) / size;
  });
}

type Categories = Extract<Column, { kind: 'category' }>;

function sharesOf({ categories, values }: Categories, rows: Uint32Array): Float64Array {
  const shares = new Float64Array(categories.length);
  let count = 0;
  for (const row of rows) {
    const code = values[row] ?? -1;
    if (code < 0) continue;
    shares[code] = at(shares, code) + 1;
    count++;
  }
  return shares.map((n) => (count === 0 ? 0 : n / count));
}

function oneHot(
  x: Float32Array,
  column: number,
  width: number,
  { values }: Categories,
  rows: Uint32Array,
  shares: Float64Array,
): void {
  rows.forEach((row, i) => {
    const code = values[row] ?? -1;
    if (code >= 0) x[i * width + column + code] = 1;
    else x.set(shares, i * width + column);
  });
}

/** The targets of some rows: class numbers, or numbers scaled as the inputs are. */
export function targetsOf(
  data: TableSpec,
  set: TableSet,
  rows: Uint32Array,
  train: Uint32Array,
): { labels: Uint32Array } | { values: Float32Array } {
  const of = columnOf(set, data.target.column, data.target.categories);
  if (of.kind === 'category') return { labels: rows.map((row) => of.values[row] ?? 0) };
  const { shift, size } = scaleOf(of.values, train, data.scale);
  return { values: Float32Array.from(rows, (row) => (at(of.values, row) - shift) / size) };
}
