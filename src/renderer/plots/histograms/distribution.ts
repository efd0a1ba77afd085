/** Many values, as plots of how they are spread need them. What is not finite is counted and otherwise left out; numbers are
 *  NaN where there are no values. */
export interface Distribution {
  /** How many finite values there are. */
  total: number;
  /** How many are NaN or ±∞. */
  broken: number;
  least: number;
  most: number;
  mean: number;
  /** √(mean of (v − mean)²). */
  std: number;
  /** The share of exact zeros; NaN where it is not known. */
  zeros: number;
  /** The largest |value|. */
  size: number;
  /** How many fall into each of `bins` equal parts of [low, high]; what is beyond counts at the ends. */
  counts(low: number, high: number, bins: number): Float64Array;
  /** The value below which a share p of them lies, interpolated between neighbours. */
  quantile(p: number): number;
}

/** Of the values themselves. They are read again when asked for counts and quantiles. */
export function ofValues(values: ArrayLike<number>): Distribution {
  const n = values.length;
  let [sum, squares, zeros, broken] = [0, 0, 0, 0];
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    const v = values[i] as number;
    if (!Number.isFinite(v)) {
      broken++;
      continue;
    }
    sum += v;
    if (v === 0) zeros++;
    if (v < least) least = v;
    if (v > most) most = v;
  }
  const total = n - broken;
  const mean = total > 0 ? sum / total : NaN;
  // a second time: from the sum of squares alone, small spreads far from 0 would be lost
  for (let i = 0; i < n; i++) {
    const v = values[i] as number;
    if (Number.isFinite(v)) squares += (v - mean) ** 2;
  }
  let sorted: Float64Array | null = null;
  return {
    total,
    broken,
    least: total > 0 ? least : NaN,
    most: total > 0 ? most : NaN,
    mean,
    std: total > 0 ? Math.sqrt(squares / total) : NaN,
    zeros: total > 0 ? zeros / total : NaN,
    size: total > 0 ? Math.max(Math.abs(least), Math.abs(most)) : 0,
    counts: (low, high, bins) => countValues(values, low, high, bins),
    quantile(p) {
      sorted ??= Float64Array.from(values).filter(Number.isFinite).sort();
      const at = p * (sorted.length - 1);
      const below = sorted[Math.floor(at)] ?? NaN;
      return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? below) - below);
    },
  };
}

function countValues(values: ArrayLike<number>, low: number, high: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  const scale = high > low ? bins / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (!Number.isFinite(v)) continue;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((v - low) * scale)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Counts of 64 equal bins. */
const BINS = 64;

/** Of counts of equal bins, followed by the least and the largest value and, since later versions, mean and standard
 *  deviation, as frames of large networks have them; without those the two are worked out from the bins. */
export function ofBins(entry: Float32Array): Distribution {
  const told = entry.length - BINS === 4;
  const counted = entry.subarray(0, entry.length - (told ? 4 : 2));
  const [least = NaN, most = NaN, mean = NaN, std = NaN] = entry.subarray(counted.length);
  const all = counted.reduce((sum, count) => sum + count, 0);
  if (!Number.isFinite(least) || !Number.isFinite(most) || all === 0) return { ...ofValues([]), broken: all || 1 };
  const moments = told ? { mean, std } : binMoments(counted, least, most, all);
  return {
    total: all,
    broken: 0,
    least,
    most,
    ...moments,
    zeros: NaN,
    size: Math.max(Math.abs(least), Math.abs(most)),
    counts: (low, high, bins) => rebin(counted, least, most, low, high, bins),
    quantile: (p) => quantileOfBins(counted, least, most, all, p),
  };
}

function binMoments(
  counted: ArrayLike<number>,
  least: number,
  most: number,
  all: number,
): { mean: number; std: number } {
  const width = (most - least) / counted.length;
  let [sum, squares] = [0, 0];
  for (let k = 0; k < counted.length; k++) sum += (counted[k] as number) * (k + 0.5);
  const middle = sum / all;
  for (let k = 0; k < counted.length; k++) squares += (counted[k] as number) * (k + 0.5 - middle) ** 2;
  return { mean: least + middle * width, std: width * Math.sqrt(squares / all) };
}

/** Values are taken to be spread evenly within a bin. */
function quantileOfBins(counted: ArrayLike<number>, least: number, most: number, all: number, p: number): number {
  const width = (most - least) / counted.length;
  let left = p * all;
  for (let k = 0; k < counted.length; k++) {
    const count = counted[k] as number;
    if (count > 0 && left <= count) return Math.min(most, least + (k + left / count) * width);
    left -= count;
  }
  return most;
}

/** Counts of equal bins of [least, most] in other bins, of [low, high], each shared out by how far the two overlap; what is
 *  beyond counts at the ends. */
export function rebin(
  counted: ArrayLike<number>,
  least: number,
  most: number,
  low: number,
  high: number,
  bins: number,
): Float64Array {
  const into = new Float64Array(bins);
  const width = (most - least) / counted.length;
  const scale = bins / (high - low);
  const place = (v: number): number => Math.max(0, Math.min(bins, (v - low) * scale));
  for (let k = 0; k < counted.length; k++) {
    const count = counted[k] as number;
    if (count === 0) continue;
    const from = place(least + k * width);
    const to = place(least + (k + 1) * width);
    const first = Math.min(bins - 1, Math.floor(from));
    if (to - from < 1e-9) into[first] = (into[first] as number) + count;
    else
      for (let bin = first; bin < to; bin++) {
        const share = (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from);
        into[bin] = (into[bin] as number) + share * count;
      }
  }
  return into;
}
