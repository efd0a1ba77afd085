import { optimizerIds } from '../../optimizers.ts';
import { chain, presets } from '../../plan/presets.ts';
import type { Layer, Plan } from '../../plan/schema.ts';

const plan = (name: string, change: Partial<Plan>): Plan => ({
  ...presets.moons,
  name,
  data: { kind: 'moons', train: 24, test: 10, noise: 1 },
  network: chain([5, 4, 1], 'tanh', 'xavier'),
  batchSize: 24,
  shuffle: false,
  length: { epochs: 12 },
  ...change,
});
const withConstants: Record<(typeof optimizerIds)[number], Plan['optimizer']> = {
  sgd: { kind: 'sgd', learningRate: 0.2 },
  momentum: { kind: 'momentum', learningRate: 0.05, momentum: 0.8 },
  nesterov: { kind: 'nesterov', learningRate: 0.05, momentum: 0.7 },
  rmsprop: { kind: 'rmsprop', learningRate: 0.01, alpha: 0.95 },
  adagrad: { kind: 'adagrad', learningRate: 0.1 },
  adam: { kind: 'adam', learningRate: 0.02, beta1: 0.8, beta2: 0.99 },
  adamw: { kind: 'adamw', learningRate: 0.02, decay: 0.3 },
};
const everyActivation: Layer[] = (
  ['identity', 'leaky_relu', 'elu', 'gelu', 'silu', 'softplus', 'relu', 'sigmoid'] as const
).flatMap((fn) => [
  { type: 'dense', units: 4, init: { kind: 'he' }, bias: fn !== 'gelu' },
  { type: 'activation', fn },
]);
const row = (i: number, columns: number): number[] =>
  Array.from({ length: columns }, (_, j) => Math.sin(3 * i + 1.7 * j + 1));
const rows = Array.from({ length: 15 }, (_, i) => row(i, 3));

/** One plan for every optimizer, loss, penalty, schedule and block. */
export const writtenPlans: Plan[] = [
  ...optimizerIds.map((kind) => plan(`${kind}, batches of 10`, { optimizer: withConstants[kind], batchSize: 10 })),
  plan('every activation', {
    network: [...everyActivation, { type: 'dense', units: 1, init: { kind: 'he' }, bias: true }],
  }),
  plan('softmax, weight decay, clip', {
    loss: 'softmax_cross_entropy',
    network: chain([5, 2], 'relu', 'he'),
    weightDecay: 0.1,
    optimizer: { kind: 'momentum', learningRate: 0.1, clip: 0.1 },
  }),
  plan('squared error of two columns, L1', {
    data: { kind: 'inline', x: rows, y: rows.map((_, i) => row(i + 40, 2)) },
    loss: 'squared_error',
    network: chain([4, 2], 'sigmoid', 'xavier'),
    batchSize: 15,
    l1: 0.01,
    optimizer: { kind: 'sgd', learningRate: 1 }, // Keras takes no integer
  }),
  plan('cross-entropy of two columns, both penalties, from zero', {
    data: { kind: 'inline', x: rows, y: rows.map((_, i) => [i % 2, i % 3 === 0 ? 1 : 0]) },
    network: chain([4, 2], 'tanh', 'zero'),
    batchSize: 4,
    weightDecay: 0.05,
    l1: 0.02,
  }),
  plan('frozen, step schedule, a run that ends within an epoch', {
    network: chain([5, 4, 3, 1], 'tanh', 'xavier').map((layer, i) =>
      layer.type === 'dense' && (i === 0 || i === 4) ? { ...layer, frozen: true } : layer,
    ),
    weightDecay: 0.02,
    batchSize: 10,
    optimizer: { kind: 'adam', learningRate: 0.05, schedule: { kind: 'step', every: 3, factor: 0.5 } },
    length: { steps: 26 },
  }),
  plan('cosine, adamw, clip', {
    optimizer: {
      kind: 'adamw',
      learningRate: 0.05,
      clip: 0.2,
      decay: 0.1,
      schedule: { kind: 'cosine', floor: 0.001 },
    },
  }),
  plan('cosine, SGD', { optimizer: { kind: 'sgd', learningRate: 0.5, schedule: { kind: 'cosine' } } }),
  plan('more numbers than are written out', {
    data: { kind: 'spiral', train: 1200, test: 300, noise: 0.5 },
    batchSize: 500,
    length: { epochs: 4 },
  }),
  plan('more numbers than are written out, class numbers', {
    data: { kind: 'moons', train: 1001, test: 400, noise: 1 },
    loss: 'softmax_cross_entropy',
    network: chain([5, 2], 'tanh', 'xavier'),
    batchSize: 100,
    length: { steps: 35 },
    earlyStopping: { patience: 3 },
  }),
  plan('early stopping within an epoch, weight decay', {
    data: { kind: 'moons', train: 24, test: 40, noise: 2 },
    network: chain([12, 1], 'relu', 'he'),
    weightDecay: 0.001,
    batchSize: 5,
    optimizer: { kind: 'nesterov', learningRate: 0.2, schedule: { kind: 'cosine', floor: 0.01 } },
    length: { steps: 133 },
    earlyStopping: { patience: 8 },
  }),
  plan('early stopping by a validation set', {
    data: { kind: 'moons', train: 24, validation: 30, test: 40, noise: 2 },
    network: chain([12, 1], 'relu', 'he'),
    batchSize: 6,
    optimizer: { kind: 'sgd', learningRate: 0.5 },
    length: { epochs: 40 },
    earlyStopping: { patience: 4 },
  }),
  plan('a validation set, in files, without a test set', {
    data: { kind: 'moons', train: 1001, validation: 400, test: 0, noise: 1 },
    weightDecay: 0.001,
    batchSize: 100,
    length: { epochs: 5 },
  }),
  plan('dropout 0 and noise 0', {
    network: [
      { type: 'noise', sigma: 0 },
      { type: 'activation', fn: 'tanh' },
      ...chain([4, 4], 'relu', 'he'),
      { type: 'dropout', p: 0 },
      { type: 'dense', units: 1, init: { kind: 'he' }, bias: true },
      { type: 'activation', fn: 'identity' },
    ],
  }),
];
