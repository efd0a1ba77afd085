import type { ActivationId } from '../activations.ts';
import type { PlaneDatasetId } from '../datasets.ts';
import type { InitializerId } from '../initializers.ts';
import type { DataSpec, Layer, Plan } from './schema.ts';

/** Dense layers with an activation after all but the last: `chain([6, 3, 1], 'relu')`. */
export const chain = (units: number[], fn: ActivationId, init: InitializerId = 'appropriate'): Layer[] =>
  units.flatMap((n, i): Layer[] => [
    { type: 'dense', units: n, init: { kind: init }, bias: true },
    ...(i < units.length - 1 ? [{ type: 'activation', fn } as const] : []),
  ]);

const points = (kind: PlaneDatasetId): DataSpec => ({ kind, train: 100, test: 100, noise: 1 });

/** Eight hidden units that begin alike in every weight. @param after what follows them */
const alike = (after: Layer[]): Layer[] => {
  const [hidden, fn, output] = chain([8, 1], 'tanh').map((layer) =>
    layer.type === 'dense' ? { ...layer, init: { kind: 'constant' as const, scale: 0.5 } } : layer,
  );
  return [hidden, fn, ...after, output].filter((layer) => layer !== undefined);
};

const plane: Omit<Plan, 'name' | 'network'> = {
  goldilocks: 1,
  seed: 14,
  data: points('moons'),
  loss: 'binary_cross_entropy',
  weightDecay: 0,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batchSize: 10,
  shuffle: true,
  length: { epochs: 300 },
};

const digits: Omit<Plan, 'name' | 'network'> = {
  goldilocks: 1,
  seed: 1,
  data: { kind: 'mnist', train: 8000, test: 2000 },
  loss: 'softmax_cross_entropy',
  weightDecay: 0,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batchSize: 100,
  shuffle: true,
  length: { epochs: 3 },
};

/** Experiments to begin with. */
export const presets = {
  logistic: {
    ...plane,
    name: 'Logistic regression',
    data: points('gauss'),
    network: chain([1], 'relu'),
    length: { epochs: 100 },
  },
  xor: { ...plane, name: 'XOR', data: points('xor'), network: chain([4, 1], 'tanh') },
  moons: { ...plane, name: 'Moons', network: chain([6, 3, 1], 'relu') },
  circle: { ...plane, name: 'Circle', data: points('circle'), network: chain([6, 3, 1], 'relu') },
  overfit: {
    ...plane,
    name: 'Noisy moons, wide',
    seed: 1,
    // many measured on, so that the test loss does not jump about
    data: { kind: 'moons', train: 40, test: 1000, noise: 3 },
    network: chain([64, 64, 1], 'relu', 'he'),
    length: { steps: 10_000 },
  },
  vanishing: {
    ...plane,
    name: 'Deep sigmoid',
    data: points('gauss'),
    network: chain([8, 8, 8, 8, 8, 1], 'sigmoid'),
  },
  figure531: {
    ...plane,
    name: 'Fig. 5.3.1',
    data: points('gauss'),
    // W¹ is 2 × 2, so that the graph has room for every number
    network: chain([2, 1], 'tanh').map((layer) => (layer.type === 'dense' ? { ...layer, bias: false } : layer)),
    weightDecay: 0.01,
    length: { epochs: 100 },
  },
  exercise1: {
    ...plane,
    name: 'Exercise 1',
    seed: 1,
    data: { kind: 'circle', train: 100, test: 0, noise: 1 },
    network: chain([6, 3, 1], 'relu'),
    batchSize: 100,
    length: { epochs: 100 },
  },
  symmetry: { ...plane, name: 'Symmetry', seed: 1, data: points('xor'), network: alike([]) },
  symmetryDropout: {
    ...plane,
    name: 'Symmetry, broken by dropout',
    seed: 1,
    data: points('xor'),
    network: alike([{ type: 'dropout', p: 0.2 }]),
  },
  digits: { ...digits, name: 'Digits 784-64-10', network: chain([64, 10], 'relu') },
  digitsDeep: { ...digits, name: 'Digits, deep', network: chain([64, 32, 16, 10], 'relu'), length: { epochs: 5 } },
  dropout: {
    ...digits,
    name: 'Dropout lab',
    // few digits, so that the network can know them by heart and the gap is seen
    data: { kind: 'mnist', train: 2000, test: 2000 },
    network: [256, 256]
      .flatMap((units): Layer[] => [
        { type: 'dense', units, init: { kind: 'appropriate' }, bias: true },
        { type: 'activation', fn: 'relu' },
        { type: 'dropout', p: 0.5 },
      ])
      .concat(chain([10], 'relu')),
    batchSize: 256,
    length: { epochs: 60 },
  },
  exercise2: {
    ...digits,
    name: 'Exercise 2',
    data: { kind: 'mnist', train: 10_000, test: 0 },
    network: chain([300, 300, 300, 300, 10], 'tanh'),
    length: { epochs: 2 },
  },
  exercise2Slide: {
    ...digits,
    name: 'Exercise 2, as on the slide',
    data: { kind: 'mnist', train: 10_000, test: 0 },
    // the figures on the slide come from a page that trains the output layer only
    network: chain([300, 300, 300, 300, 10], 'tanh').map((layer, i, all) =>
      layer.type === 'dense' && i < all.length - 1 ? { ...layer, frozen: true } : layer,
    ),
    length: { epochs: 2 },
  },
} satisfies Record<string, Plan>;

export type PresetId = keyof typeof presets;
export const presetIds = Object.keys(presets) as PresetId[];

/** What each is for, in one line. Numbers are those of its own seed, as `lab run` prints them (presets.slow.ts). */
export const presetAbout = {
  logistic: 'One unit, no hidden layer: a straight boundary',
  xor: 'No straight line parts these classes; four hidden units do',
  moons: 'Two hidden layers bend the boundary between two moons',
  circle: 'One class inside the other',
  overfit: '40 noisy points, 64 and 64 units: train loss 0.001, test loss 0.92',
  vanishing: 'Five sigmoid layers: the gradient shrinks on its way back',
  figure531: 'The graph of the lecture: one hidden layer, weight decay λ, no bias',
  exercise1: 'Zero, too small, appropriate, too large: cost at epoch 100 on four data sets',
  symmetry: 'Eight units that begin alike stay alike: the loss stays at 0.50',
  symmetryDropout: 'The same with dropout after the units: the loss falls to 0.01',
  digits: 'MNIST, one hidden layer',
  digitsDeep: 'MNIST, three hidden layers that grow narrower',
  dropout: 'Half the units dropped: a gap of 0.22; without both dropout blocks 0.31',
  exercise2: 'Four layers of 300 tanh units on MNIST, all learning; zero … too large',
  exercise2Slide: 'The same, of which the output layer alone learns',
} as const satisfies Record<PresetId, string>;
