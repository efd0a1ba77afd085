import { norm as lengthOf } from '../floats.ts';
import { growthOf, productLimits, productOf, type ProductSettings } from '../matrix-products.ts';
import { asTable, FormulaError, Missing, type Table, type Value } from './expression.ts';
import { listOf, summaryOf, type Evidence } from './evidence.ts';
import { slopeOf } from './slope.ts';

/** A function of formulas. @property inputs how many it takes; of several, as many as wanted from that number on */
interface Measure {
  inputs: number;
  several?: true;
  /** @param of the network by its letter, the first for null */
  measure: (inputs: readonly Value[], of: (letter: string | null) => Evidence) => number;
}

const numberIn = (value: Value | undefined): number => {
  const { rows, columns, values } = asTable(value ?? NaN);
  if (rows * columns !== 1) throw new FormulaError('a number is meant, and not many');
  return values[0] ?? NaN;
};
const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
function mean({ values }: Table): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
function variance(table: Table): number {
  const middle = mean(table);
  let sum = 0;
  for (const value of table.values) sum += (value - middle) ** 2;
  return sum / table.values.length;
}
/** What frames say of a whole tensor; else it is worked out from its entries. */
const summed =
  (what: 'norm' | 'mean' | 'variance', compute: (table: Table) => number): Measure['measure'] =>
  ([value], of) => {
    const table = asTable(value ?? NaN);
    const { found } = table;
    const known = found ? summaryOf(of(found.letter), what, found.name) : null;
    return known ?? compute(table);
  };
const ofNumber = (compute: (x: number) => number): Measure => ({
  inputs: 1,
  measure: ([value]) => compute(numberIn(value)),
});
const ofEntries = (compute: (values: readonly number[]) => number): Measure => ({
  inputs: 1,
  several: true,
  measure: (inputs) => compute(inputs.flatMap((input) => [...asTable(input).values])),
});
/** Which of the inputs, counted from 1, is the least. NaN is none: a loss that is no number is not the lowest. */
const leastOf = (values: readonly number[], sign: 1 | -1): number => {
  const known = values.filter((value) => !Number.isNaN(value));
  return 1 + Math.max(0, values.indexOf(sign * Math.min(...known.map((value) => sign * value))));
};
const product = (inputs: readonly Value[]): ProductSettings => {
  const [n, sigma, count] = [numberIn(inputs[0]), numberIn(inputs[1]), numberIn(inputs[2])];
  if (!isWithin(n, 1, productLimits.n) || !isWithin(count, 0, productLimits.count))
    throw new FormulaError(`products are of 1 to ${productLimits.n} and up to ${productLimits.count} factors`);
  return { n, sigma, count, distribution: 'normal', seed: 1 };
};
/** Draws of a product that its mean is taken of. */
const DRAWS = 200;
/** A unit, one of several: what goes into it and what it goes into, as text to compare by. NaN is itself. */
function unitsOf([W, b, next]: readonly Value[]): string[] {
  const [into, bias, out] = [W, b, next].map((value) => asTable(value ?? NaN)) as [Table, Table, Table];
  const bits = (value: number): string => String(new Uint32Array(Float32Array.of(value).buffer)[0]);
  return Array.from({ length: into.rows }, (_, i) =>
    [
      ...into.values.subarray(i * into.columns, (i + 1) * into.columns),
      bias.values[i] ?? NaN,
      ...Array.from({ length: out.rows }, (_row, j) => out.values[j * out.columns + i] ?? NaN),
    ]
      .map(bits)
      .join(),
  );
}

/** Everything that formulas can work out, beside + − * / and comparisons. */
export const functions = {
  /** ‖t‖, the root of the sum of squares. */
  norm: { inputs: 1, measure: summed('norm', ({ values }) => lengthOf(Float64Array.from(values))) },
  mean: { inputs: 1, measure: summed('mean', mean) },
  variance: { inputs: 1, measure: summed('variance', variance) },
  /** The largest, or least, of all entries of all inputs. */
  max: ofEntries((values) => Math.max(...values)),
  min: ofEntries((values) => Math.min(...values)),
  /** How far a list rises from one of its entries to a later one, at most; 0 where it never does: rise(testError). */
  rise: {
    inputs: 1,
    measure([list]) {
      let [least, most] = [Infinity, 0];
      for (const value of asTable(list ?? NaN).values) {
        least = Math.min(least, value);
        most = Math.max(most, value - least);
      }
      return most;
    },
  },
  abs: { inputs: 1, measure: ([value]) => Math.max(...asTable(value ?? NaN).values.map(Math.abs)) },
  /** The share of entries that are closer to 0 than that: share(0.001, W1, W2). */
  share: {
    inputs: 2,
    several: true,
    measure([size, ...tables]) {
      const near = numberIn(size);
      const values = tables.flatMap((input) => [...asTable(input).values]);
      return values.filter((value) => Math.abs(value) < near).length / values.length;
    },
  },
  sqrt: ofNumber(Math.sqrt),
  exp: ofNumber(Math.exp),
  ln: ofNumber(Math.log),
  log10: ofNumber(Math.log10),
  power: { inputs: 2, measure: ([base, exponent]) => numberIn(base) ** numberIn(exponent) },
  /** How many of the inputs it is, from 1, that is lowest; or highest. */
  lowest: { inputs: 2, several: true, measure: (inputs) => leastOf(inputs.map(numberIn), 1) },
  highest: { inputs: 2, several: true, measure: (inputs) => leastOf(inputs.map(numberIn), -1) },
  /** How many units of a layer are unlike each other in any bit: units(W1, b1, W2). */
  units: { inputs: 3, measure: (inputs) => new Set(unitsOf(inputs)).size },
  /** The share of inputs of activation k that are outside the Goldilocks zone: saturated(h2). */
  saturated: {
    inputs: 1,
    measure([value], of) {
      const found = asTable(value ?? NaN).found;
      const k = Number(/^h(\d+)$/.exec(found?.name ?? '')?.[1]);
      if (!found || !k) throw new FormulaError('saturated(h1) is meant');
      const share = listOf(of(found.letter), 'saturated')[k - 1];
      if (share === undefined) throw new Missing('saturated');
      return share;
    },
  },
  /** The largest singular value of the product of Jacobians of layers 1 … k: jacobian(k, 'A'). */
  jacobian: {
    inputs: 2,
    measure([value, letter], of) {
      const k = numberIn(value);
      const evidence = of(typeof letter === 'string' ? letter : null);
      return listOf(evidence, k === 1 ? 'σ M1' : `σ M1…${k}`)[0] ?? NaN;
    },
  },
  /** (J(w + ε) − J(w − ε)) / 2ε in float64, ε = 10⁻⁵, of an entry of a parameter by row and column: slope(W1, 2, 1). */
  slope: {
    inputs: 3,
    measure([value, row, column], of) {
      const { found, rows, columns } = asTable(value ?? NaN);
      const [i, j] = [numberIn(row), numberIn(column)];
      if (!found || !isWithin(i, 1, rows) || !isWithin(j, 1, columns))
        throw new FormulaError('slope(W1, 1, 1) is meant');
      return slopeOf(of(found.letter), found.name, (i - 1) * columns + j - 1);
    },
  },
  /** Mean of log₁₀ of the largest entry of a product of normal n × n matrices over 200 draws: product(n, σ, factors). */
  product: {
    inputs: 3,
    measure(inputs) {
      const settings = product(inputs);
      let sum = 0;
      for (let i = 0; i < DRAWS; i++) sum += productOf(settings, i).sizes.at(-1) ?? NaN;
      return sum / DRAWS;
    },
  },
  /** What one factor adds to the logarithm of such a product, by theory: growth(n, σ). */
  growth: { inputs: 2, measure: (inputs) => growthOf(product([...inputs, 1])) ?? NaN },
} satisfies Record<string, Measure>;

export const functionOf = (name: string): Measure | undefined =>
  Object.hasOwn(functions, name) ? functions[name as keyof typeof functions] : undefined;
