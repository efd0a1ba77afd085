import type { PlaneDatasetId } from '../../core/datasets.ts';
import type { InitializerId } from '../../core/initializers.ts';
import type { ProductSettings } from '../../core/matrix-products.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';

export const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** The data sets of exercise 1. */
export const planes: PlaneDatasetId[] = ['circle', 'moons', 'square', 'gauss'];
/** Layers of 32 units and one. */
const deep = (depth: number, init: InitializerId, fn: 'sigmoid' | 'relu', scale?: number): Layer[] =>
  chain([...Array.from({ length: depth }, () => 32), 1], fn, init).map((layer) =>
    layer.type === 'dense' && scale !== undefined ? { ...layer, init: { kind: init, scale } } : layer,
  );
/** Before any step the gradient of the first of its layers is a millionth of the last one’s. */
export const vanishing: Plan = {
  ...presets.moons,
  data: { kind: 'circle', train: 100, test: 100, noise: 1 },
  batchSize: 100,
  network: deep(10, 'xavier', 'sigmoid'),
};
/** Weights of variance 1, which are too large. */
export const exploding = (clip?: number): Plan => ({
  ...presets.moons,
  seed: 1,
  data: { kind: 'moons', train: 100, test: 100, noise: 1 },
  batchSize: 10,
  network: deep(5, 'normal', 'relu', 1),
  optimizer: { kind: 'sgd', learningRate: 0.1, ...(clip !== undefined && { clip }) },
  length: { epochs: 300 },
});
/** Units that begin alike, and by SGD stay so. */
export const alike: Plan = {
  ...presets.moons,
  data: { kind: 'xor', train: 100, test: 100, noise: 1 },
  batchSize: 10,
  network: chain([8, 1], 'tanh').map((layer) =>
    layer.type === 'dense' ? { ...layer, init: { kind: 'constant', scale: 0.5 } } : layer,
  ),
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  length: { epochs: 300 },
};
/** A 4 × 4 normal matrix and a hundred more. */
export const factors: ProductSettings = { n: 4, sigma: 1, distribution: 'normal', count: 100, seed: 1 };

/** Ten layers of a hundred units, as wide as their inputs, on two hundred digits. */
export const tenLayers = (init: InitializerId): Plan => ({
  ...presets.digits,
  data: { kind: 'mnist', train: 200, test: 0 },
  network: chain([...Array.from({ length: 10 }, () => 100), 10], 'tanh', init),
});
