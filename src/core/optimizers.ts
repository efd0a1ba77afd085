import { at, type Floats } from './floats.ts';

/** A rule that turns a gradient into a change of the parameters. */
export interface Optimizer {
  title: string;
  latex: string;
  source: string;
  /** Changes entries [from, to) of `value` in place, given ∂J/∂value. */
  update(value: Floats, gradient: Floats, learningRate: number, from: number, to: number): void;
}

export const optimizers = {
  sgd: {
    title: 'SGD',
    latex: String.raw`\mathbf{W}\leftarrow\mathbf{W}-\eta\,\partial J/\partial\mathbf{W}`,
    source: 'torch.optim.SGD',
    update(value, gradient, learningRate, from, to) {
      for (let i = from; i < to; i++) value[i] = at(value, i) - learningRate * at(gradient, i);
    },
  },
} satisfies Record<string, Optimizer>;

export type OptimizerId = keyof typeof optimizers;
export const optimizerIds = Object.keys(optimizers) as [OptimizerId, ...OptimizerId[]];
