import { at, type Floats } from './floats.ts';

/** A figure by which training is judged: what it is called, and what exactly it is. Wherever one is shown, hovering says this. */
export interface Figure {
  title: string;
  definition: string;
}

/** Every loss and accuracy there is. One meaning each, in window, command line, tables and files alike. */
export const figures = {
  L: {
    title: 'minibatch loss',
    definition: 'L of one minibatch: the mean over its examples at the parameters before its update, dropout on',
  },
  J: { title: 'objective', definition: 'J = L + s of one minibatch' },
  epochLoss: {
    title: 'train loss',
    definition:
      'mean of L over the examples of the latest epoch, each counted once, as they were trained on; over those so far in the first epoch',
  },
  testLoss: {
    title: 'test loss',
    definition: 'mean of L over all test examples at the parameters of a step, dropout off',
  },
  validationLoss: {
    title: 'validation loss',
    definition: 'mean of L over all validation examples at the parameters of a step, dropout off',
  },
  validationAccuracy: {
    title: 'validation accuracy',
    definition: 'share of right answers among all validation examples at the parameters of a step, dropout off',
  },
  gap: { title: 'gap', definition: 'test loss − train loss' },
  accuracy: { title: 'minibatch accuracy', definition: 'share of right answers in one minibatch, dropout on' },
  testAccuracy: {
    title: 'test accuracy',
    definition: 'share of right answers among all test examples at the parameters of a step, dropout off',
  },
  trainedLoss: {
    title: 'loss on the training set',
    definition: 'mean of L over all training examples at the final parameters, dropout off',
  },
  trainedAccuracy: {
    title: 'accuracy on the training set',
    definition: 'share of right answers among all training examples at the final parameters, dropout off',
  },
} satisfies Record<string, Figure>;
export type FigureId = keyof typeof figures;

/** `Train loss: mean of …`, for hovering. */
export const figureHelp = (id: FigureId): string => {
  const { title, definition } = figures[id];
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${definition}.`;
};

/** The epoch mean Σ nₖLₖ / Σ nₖ over the minibatches of an epoch; the last one may be smaller, and counts by its examples.
 *  @param losses Lₖ of each minibatch; NaN where there was none yet @param batchSize examples of every minibatch but the last
 *  @param count examples of an epoch @returns NaN where there was no minibatch */
export function epochMean(losses: Floats, batchSize: number, count: number): number {
  let sum = 0;
  let examples = 0;
  for (let k = 0; k < losses.length; k++) {
    const L = at(losses, k);
    if (Number.isNaN(L)) continue;
    const n = Math.min(batchSize, count - k * batchSize);
    sum += n * L;
    examples += n;
  }
  return examples > 0 ? sum / examples : NaN;
}
