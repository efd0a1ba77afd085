import { at } from '../floats.ts';
import { keyOf, orderOf } from '../random.ts';

/** What is kept of each class under an imbalance ratio ρ: of class k of C, ρ^(−k/(C−1)), so that sizes fall geometrically from all of
 *  the first class to 1/ρ of the last. By multiplication alone, which gives the same bits everywhere.
 *  [long-tailed CIFAR; Cui et al. 2019, arXiv:1901.05555] */
export function keptShares(classes: number, ratio: number): Float64Array {
  const powers = (root: number): Float64Array => {
    const shares = new Float64Array(classes).fill(1);
    for (let k = 1; k < classes; k++) shares[k] = at(shares, k - 1) * root;
    return shares;
  };
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (at(powers(middle), classes - 1) * ratio > 1) high = middle;
    else low = middle;
  }
  return powers(high);
}

/** How many training examples an imbalance leaves of `train` of equally large classes; what classes that are not leave is as many. */
export function keptCount(train: number, classes: number, ratio: number): number {
  const shares = keptShares(classes, ratio);
  return Math.max(1, Math.round((train * shares.reduce((sum, share) => sum + share, 0)) / classes));
}

/** Which examples are kept, in their order. Drawn by the seed; what a larger ratio keeps of a class, a smaller one keeps as well.
 *  @param labels the class of each */
export function keptRows(labels: ArrayLike<number>, classes: number, ratio: number, seed: number): Uint32Array {
  const shares = keptShares(classes, ratio);
  const size = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) size[labels[i] ?? 0] = at(size, labels[i] ?? 0) + 1;
  const seen = new Float64Array(classes);
  // the j-th example of a class of n of which a share is kept stands at (j + ½)/(n · share)
  const place = new Float64Array(labels.length);
  const order = orderOf(labels.length, keyOf(seed, 'data', 'imbalance'), 0);
  for (const row of order) {
    const of = labels[row] ?? 0;
    place[row] = (at(seen, of) + 0.5) / (at(size, of) * at(shares, of));
    seen[of] = at(seen, of) + 1;
  }
  const first = order.sort((a, b) => at(place, a) - at(place, b)); // stable: equal places stay shuffled
  return first.slice(0, keptCount(labels.length, classes, ratio)).sort();
}
