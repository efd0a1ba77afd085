import erfinv from '@stdlib/math-base-special-erfinv';
import ln from '@stdlib/math-base-special-ln';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of random numbers. All randomness of a run comes from such streams, so equal plans give equal numbers. */
export interface Random {
  /** A number from U[0, 1). */
  uniform(): number;
  /** A number from N(0, 1). */
  normal(): number;
  /** An integer from 0 (included) to `below` (excluded). */
  int(below: number): number;
}

/** 32-bit FNV-1a with a final mix, so that seeds 1 and 2 start far apart. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** A key for the counter-based numbers below: 32 bits for one purpose. */
export const keyOf = (seed: number, ...purpose: (string | number)[]): number => hash([seed, ...purpose].join('/'));

/** A bijection of 32 bits that leaves no pattern (lowbias32, C. Wellons 2018). */
function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** What a key becomes at a step. */
export const keyAt = (key: number, step: number): number => scramble((scramble(step) + key) | 0);

/** 32 random bits (unsigned) at an index under a step's key: no state, so that any step's dropout mask, noise and order of
 *  examples can be made again, on any number of threads. The kernels compute the same (kernels/random.ts). */
export const bitsAt = (stepKey: number, index: number): number =>
  scramble((scramble(index ^ stepKey) + stepKey) | 0) >>> 0;

/** A number from N(0, 1) at an index: Φ⁻¹ of 24 of its bits. */
export const normalAt = (stepKey: number, index: number): number =>
  Math.SQRT2 * erfinv((2 * (bitsAt(stepKey, index) >>> 8) + 1) / 2 ** 24 - 1);

/** The stream of random numbers for one purpose: `stream(seed, 'W', 1)` does not move when another layer draws.
 *  Generator: xoroshiro128+; normals by Marsaglia's polar method. */
export function stream(seed: number, ...purpose: (string | number)[]): Random {
  const generator = xoroshiro128plus(hash([seed, ...purpose].join('/')));
  for (let i = 0; i < 16; i++) generator.next(); // xoroshiro's first numbers still show the seed
  let spare = NaN;
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    int: (below) => uniformInt(generator, 0, below - 1),
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = NaN;
        return kept;
      }
      for (;;) {
        const a = 2 * uniform() - 1;
        const b = 2 * uniform() - 1;
        const r = a * a + b * b;
        if (r === 0 || r >= 1) continue;
        const scale = Math.sqrt((-2 * ln(r)) / r);
        spare = b * scale;
        return a * scale;
      }
    },
  };
}

/** The order of an epoch: a Fisher–Yates shuffle with numbers of a key, so every order is equally likely. */
export function orderOf(count: number, key: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const stepKey = keyAt(key, epoch);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((bitsAt(stepKey, i) * (i + 1)) / 2 ** 32);
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}
