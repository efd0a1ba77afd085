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
        const scale = Math.sqrt((-2 * Math.log(r)) / r);
        spare = b * scale;
        return a * scale;
      }
    },
  };
}

/** Shuffles in place (Fisher–Yates): every order is equally likely. */
export function shuffle(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
}
