import type { Plan } from '../plan/schema.ts';
import { mnist } from '../datasets.ts';

/** MNIST's training digits that a program takes, before an imbalance leaves some of them out. */
export const takenOf = ({ data }: Plan, train: number): number => (data.kind === 'mnist' ? data.train : train);

const last = mnist.classes - 1;
const about = (ratio: number, kept: number, taken: number): string =>
  `imbalance: of digit k the share ${ratio} ** (-k / ${last}) is kept, ${kept} of ${taken} digits in all`;

/** Lines that leave out of X_train and y_train, which are class numbers still, what the plan's imbalance does. None without one. */
export function torchImbalance(plan: Plan, kept: number): string[] {
  const { imbalance = 1 } = plan.data;
  const taken = takenOf(plan, kept);
  if (imbalance === 1) return [];
  return [
    `# ${about(imbalance, kept, taken)}`,
    `place, order = torch.empty(${taken}), torch.randperm(${taken})`,
    `for k in range(${mnist.classes}):`,
    '    own = order[y_train[order] == k]',
    `    place[own] = (torch.arange(len(own)) + 0.5) / (len(own) * ${imbalance} ** (-k / ${last}))`,
    `kept = place.argsort()[:${kept}].sort().values`,
    'X_train, y_train = X_train[kept], y_train[kept]',
  ];
}

/** The same with NumPy. */
export function numpyImbalance(plan: Plan, kept: number): string[] {
  const { imbalance = 1 } = plan.data;
  const taken = takenOf(plan, kept);
  if (imbalance === 1) return [];
  return [
    `# ${about(imbalance, kept, taken)}`,
    `place, order = np.empty(${taken}), np.random.permutation(${taken})`,
    `for k in range(${mnist.classes}):`,
    '    own = order[y_train[order] == k]',
    `    place[own] = (np.arange(len(own)) + 0.5) / (len(own) * ${imbalance} ** (-k / ${last}))`,
    `kept = np.sort(np.argsort(place)[:${kept}])`,
    'X_train, y_train = X_train[kept], y_train[kept]',
  ];
}

/** The same in JavaScript, with the label noise: X_train, and y_train as a tensor of class numbers or of one column a class. */
export function tfjsImbalance(plan: Plan, kept: number, classes: boolean): string[] {
  const { imbalance = 1, labelNoise = 0 } = plan.data;
  const taken = takenOf(plan, kept);
  const wrong = Math.round(labelNoise * kept);
  return [
    `// ${about(imbalance, kept, taken)}`,
    `const digit = bytes('train-labels-idx1-ubyte').subarray(8, 8 + ${taken});`,
    `const all = Array.from({ length: ${mnist.classes} }, (_, k) => digit.filter((y) => y === k).length);`,
    `const seen = Array.from({ length: ${mnist.classes} }, () => 0);`,
    `const place = new Float64Array(${taken});`,
    `for (const i of tf.util.createShuffledIndices(${taken}))`,
    `  place[i] = (seen[digit[i]]++ + 0.5) / (all[digit[i]] * ${imbalance} ** (-digit[i] / ${last}));`,
    `const kept = Int32Array.from(place.keys()).sort((a, b) => place[a] - place[b]).slice(0, ${kept}).sort();`,
    'const y_kept = Int32Array.from(kept, (i) => digit[i]);',
    ...(wrong > 0
      ? [
          '// label noise: so many labels are drawn anew, evenly over the ten digits',
          `for (const i of tf.util.createShuffledIndices(${kept}).subarray(0, ${wrong})) y_kept[i] = Math.floor(10 * Math.random());`,
        ]
      : []),
    `const X_train = pixels('train-images-idx3-ubyte', ${taken}).gather(tf.tensor1d(kept, 'int32')); // ${kept} × 784, from 0 to 1`,
    classes
      ? "const y_train = tf.tensor1d(y_kept, 'int32');"
      : `const y_train = tf.oneHot(tf.tensor1d(y_kept, 'int32'), 10).toFloat(); // ${kept} × 10`,
  ];
}
