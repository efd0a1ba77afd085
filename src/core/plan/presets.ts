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
  moons: { ...plane, name: 'Moons', network: chain([6, 3, 1], 'relu') },
  circle: { ...plane, name: 'Circle', data: points('circle'), network: chain([6, 3, 1], 'relu') },
  overfit: {
    ...plane,
    name: 'Noisy moons, wide',
    data: { kind: 'moons', train: 60, test: 240, noise: 2 },
    batchSize: 4,
    optimizer: { kind: 'sgd', learningRate: 0.05 },
    network: chain([24, 12, 1], 'relu'),
    length: { steps: 3000 },
  },
  vanishing: {
    ...plane,
    name: 'Deep sigmoid',
    data: points('gauss'),
    network: chain([8, 8, 8, 8, 8, 1], 'sigmoid'),
  },
  digits: { ...digits, name: 'Digits 784-64-10', network: chain([64, 10], 'relu') },
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
