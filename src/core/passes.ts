import { predicted } from './examples.ts';
import type { Evaluator } from './graph/evaluator.ts';
import type { Plan } from './plan/schema.ts';

/** What outputs say of each class: softmax(o), σ(o), or o itself, which is no probability. */
export function chancesOf(o: readonly number[], loss: Plan['loss']): number[] {
  switch (loss) {
    case 'softmax_cross_entropy': {
      const most = Math.max(...o); // taken out first, so that nothing overflows
      const powers = o.map((v) => Math.exp(v - most));
      const sum = powers.reduce((all, v) => all + v, 0);
      return powers.map((v) => v / sum);
    }
    case 'binary_cross_entropy':
      return o.map((v) => 1 / (1 + Math.exp(-v)));
    case 'squared_error':
      return [...o];
  }
}

/** How many times one digit goes through the network with dropout on. */
export const PASSES = 50;

/** What many passes with dropout on make of one image: an estimate of how unsure the network is. [Gal and Ghahramani 2016] */
export interface Passes {
  /** Of each digit: the mean of what was said of it, and between what most passes lie (one in ten is below, one in ten above). */
  mean: number[];
  low: number[];
  high: number[];
  /** How many passes answered each digit. */
  votes: number[];
  /** The digit with the most votes. */
  answer: number;
  /** −Σ p ln p of each pass, in the mean. */
  entropy: number;
}

/** How flat chances are: −Σ p ln p, in nats. */
export const entropyOf = (chances: readonly number[]): number =>
  chances.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

/** Whether there is anything by which passes could differ. */
export const differs = ({ network }: Plan): boolean =>
  network.some((layer) => (layer.type === 'dropout' && layer.p > 0) || (layer.type === 'noise' && layer.sigma > 0));

/** Walks one image so many times, each time with masks and noise of its own. @param evaluator has room for as many rows */
export function passesOf(evaluator: Evaluator, pixels: ArrayLike<number>, loss: Plan['loss']): Passes {
  const all = evaluator.predict(
    PASSES,
    (x) => {
      for (let i = 0; i < PASSES; i++) x.set(pixels, i * pixels.length);
    },
    true,
  );
  const q = evaluator.outputs;
  const chances = Array.from({ length: PASSES }, (_, i) => chancesOf([...all.subarray(i * q, (i + 1) * q)], loss));
  const votes = new Array<number>(q).fill(0);
  for (let i = 0; i < PASSES; i++) {
    const answer = predicted(all, i, q, loss);
    votes[answer] = (votes[answer] ?? 0) + 1;
  }
  const each = Array.from({ length: q }, (_, k) => chances.map((one) => one[k] ?? NaN).toSorted((a, b) => a - b));
  return {
    mean: each.map((values) => values.reduce((sum, value) => sum + value, 0) / PASSES),
    low: each.map((values) => values[Math.floor(PASSES / 10)] ?? NaN),
    high: each.map((values) => values[PASSES - 1 - Math.floor(PASSES / 10)] ?? NaN),
    votes,
    answer: votes.indexOf(Math.max(...votes)),
    entropy: chances.reduce((sum, one) => sum + entropyOf(one), 0) / PASSES,
  };
}
