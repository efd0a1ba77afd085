import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';

/** For tests: few noisy points and more units than they need, so that the test loss has a minimum early; 15 steps an epoch. */
export const noisyMoons: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 60, test: 240, noise: 2 },
  batchSize: 4,
  optimizer: { kind: 'sgd', learningRate: 0.05 },
  network: chain([24, 12, 1], 'relu'),
  length: { steps: 3000 },
};
