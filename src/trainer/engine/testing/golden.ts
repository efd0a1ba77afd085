import type { Digits } from '../../../core/examples.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Layer, Plan } from '../../../core/plan/schema.ts';
import { Engine, type Threads } from '../engine.ts';
import type { Module } from '../kernels.ts';

/** After each activation. */
const withDropout = (network: Layer[], p: number): Layer[] =>
  network.flatMap((l): Layer[] => (l.type === 'activation' ? [l, { type: 'dropout', p }] : [l]));

/** Ten plans that between them use every kernel, and the steps they are run for. */
export const goldenPlans: Record<string, { plan: Plan; steps: number }> = {
  moons: { plan: presets.moons, steps: 500 },
  circle: { plan: { ...presets.circle, optimizer: { kind: 'momentum', learningRate: 0.05 } }, steps: 300 },
  overfit: { plan: { ...presets.overfit, optimizer: { kind: 'adam', learningRate: 0.01 }, l1: 0.001 }, steps: 200 },
  vanishing: { plan: { ...presets.vanishing, optimizer: { kind: 'rmsprop', learningRate: 0.01 } }, steps: 200 },
  tanh: {
    plan: {
      ...presets.moons,
      data: { kind: 'spiral', train: 97, test: 0, noise: 1 },
      network: [{ type: 'noise', sigma: 0.1 }, ...withDropout(chain([17, 5, 1], 'tanh', 'xavier_uniform'), 0.25)],
      optimizer: { kind: 'adamw', learningRate: 0.01, clip: 0.1, schedule: { kind: 'cosine' } },
    },
    steps: 200,
  },
  gelu: {
    plan: {
      ...presets.moons,
      data: { kind: 'xor', train: 60, test: 0, noise: 1 },
      network: chain([9, 7, 1], 'gelu', 'lecun'),
      loss: 'squared_error',
      optimizer: { kind: 'nesterov', learningRate: 0.02 },
    },
    steps: 200,
  },
  smooth: {
    plan: {
      ...presets.moons,
      network: [
        ...chain([6, 6], 'elu', 'he'),
        { type: 'activation', fn: 'silu' },
        ...chain([5, 1], 'softplus', 'orthogonal'),
      ],
      weightDecay: 0.01,
      optimizer: { kind: 'adagrad', learningRate: 0.05 },
    },
    steps: 200,
  },
  wide: {
    plan: {
      ...presets.moons,
      data: { kind: 'gauss', train: 203, test: 0, noise: 1 },
      network: chain([130, 67, 1], 'leaky_relu', 'he'),
      batchSize: 101,
    },
    steps: 30,
  },
  digits: { plan: presets.digits, steps: 20 },
  exercise2: { plan: { ...presets.exercise2, optimizer: { kind: 'adam', learningRate: 0.001 } }, steps: 6 },
};

/** SHA-256 of all parameters after each plan's steps. */
export async function goldenHashes(module: Module, digits: Digits, threads: Threads): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [name, { plan, steps }] of Object.entries(goldenPlans)) {
    const engine = new Engine(module, plan, digits, threads);
    for (const _ of engine.initialize()); // to its end
    if (engine.run(steps) < steps) throw new Error(`${name} diverged`);
    const { at, floats } = engine.compiled.parameters;
    const bytes = new Uint8Array(engine.memory.buffer, at, 4 * floats).slice();
    engine.close();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    hashes[name] = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return hashes;
}
