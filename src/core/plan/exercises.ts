import type { PlaneDatasetId } from '../datasets.ts';
import type { InitializerId } from '../initializers.ts';
import { chain, presets } from './presets.ts';
import type { Plan } from './schema.ts';

/** Exercise 1 of the lecture: 2-6-3-1, ReLU, 100 points, full batch, η = 0.1, 100 epochs. */
export const exercise1 = (kind: PlaneDatasetId, init: InitializerId, seed: number): Plan => ({
  ...presets.moons,
  seed,
  data: { kind, train: 100, test: 0, noise: 1 },
  network: chain([6, 3, 1], 'relu', init),
  batchSize: 100,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  length: { epochs: 100 },
});
