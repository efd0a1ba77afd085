import { at } from '../floats.ts';
import type { Examples } from '../examples.ts';
import type { Frame } from '../frame/frame.ts';
import { Evaluator } from '../graph/evaluator.ts';
import { chancesOf, entropyOf, PASSES, passesOf } from '../passes.ts';
import type { Plan } from '../plan/schema.ts';

/** How far passes with dropout on disagree about test digits, and about blends of two of them. */
export interface Disagreement {
  /** Share of passes that answer otherwise than most of the same digit do: the mean over digits, and over blends. */
  dissent: number;
  blendDissent: number;
  /** Share of pairs of a blend and a digit in which the blend looks less sure (½ where both look alike): by the mutual information of
   *  answer and mask, H(mean p) − mean H(p) [Gal and Ghahramani 2016], and by H(p) of one pass without dropout. */
  passesRank: number;
  softmaxRank: number;
}
export const disagreementNames = ['dissent', 'blendDissent', 'passesRank', 'softmaxRank'] as const;

/** So many digits, and so many blends of them. */
const DIGITS = 100;

/** Asks the network of a frame about the first digits of its test set, each beside its half-and-half blend with the next one of
 *  another class. Yields after each image. @returns null where the plan is not of digits with a softmax, has too few test digits, or
 *  the frame has no parameters */
export function* disagreementOf(plan: Plan, frame: Frame, test: Examples): Generator<0, Disagreement | null> {
  if (plan.data.kind !== 'mnist' || plan.loss !== 'softmax_cross_entropy' || test.count < DIGITS) return null;
  const evaluator = new Evaluator(plan, PASSES);
  if (!evaluator.load(frame)) return null;
  const plain: Unsure[] = [];
  const blends: Unsure[] = [];
  for (let i = 0; i < DIGITS; i++) {
    plain.push(unsure(evaluator, imageOf(test, i, i), plan));
    yield 0;
    blends.push(unsure(evaluator, imageOf(test, i, otherThan(test, i)), plan));
    yield 0;
  }
  return {
    dissent: mean(plain.map(({ dissent }) => dissent)),
    blendDissent: mean(blends.map(({ dissent }) => dissent)),
    passesRank: rank(plain, blends, 'information'),
    softmaxRank: rank(plain, blends, 'entropy'),
  };
}

interface Unsure {
  dissent: number;
  information: number;
  entropy: number;
}

function unsure(evaluator: Evaluator, pixels: Float32Array, { loss }: Plan): Unsure {
  const o = Array.from(evaluator.predict(1, (x) => x.set(pixels)));
  const { votes, mean, entropy } = passesOf(evaluator, pixels, loss);
  return {
    dissent: 1 - Math.max(...votes) / PASSES,
    information: entropyOf(mean) - entropy,
    entropy: entropyOf(chancesOf(o, loss)),
  };
}

/** The mean of two images. */
function imageOf({ x, width, scale }: Examples, i: number, j: number): Float32Array {
  return Float32Array.from({ length: width }, (_, k) => (scale * (at(x, i * width + k) + at(x, j * width + k))) / 2);
}

/** The next example of another class. */
function otherThan({ labels, count }: Examples, i: number): number {
  for (let step = 1; step < count; step++) {
    const j = (i + step) % count;
    if (at(labels, j) !== at(labels, i)) return j;
  }
  return i;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The area under the ROC curve. */
function rank(plain: readonly Unsure[], blends: readonly Unsure[], by: 'information' | 'entropy'): number {
  let won = 0;
  for (const blend of blends) for (const one of plain) won += blend[by] > one[by] ? 1 : blend[by] === one[by] ? 0.5 : 0;
  return won / (plain.length * blends.length);
}
