import { at, type Floats } from './floats.ts';

/** Everything an update may depend on besides the gradient; what an optimizer does not take stays 0. */
export interface Rates {
  learningRate: number;
  momentum: number;
  alpha: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
  /** Which update this is, from 1. */
  t: number;
}
export type RateId = Exclude<keyof Rates, 'learningRate' | 't'>;

/** A rule that turns a gradient into a change of the parameters. Definitions and defaults are PyTorch's. */
export interface Optimizer {
  title: string;
  latex: string;
  source: string;
  /** What it takes besides the learning rate, with its default. */
  rates: Partial<Record<RateId, number>>;
  /** What it remembers of every parameter from step to step, by name; begins at 0. */
  memory: readonly string[];
  /** Changes `value` in place, given ∂J/∂value and its memory of this parameter. */
  update: (value: Floats, gradient: Floats, memory: readonly Floats[], rates: Rates) => void;
}

/** A buffer of the memory that the entry's `memory` list promises. */
const remembered = (memory: readonly Floats[], i: number): Floats => {
  const buffer = memory[i];
  if (!buffer) throw new Error(`optimizer lacks memory ${i}`);
  return buffer;
};

/** x^n by repeated squaring: plain arithmetic, so the same bits everywhere, which `**` does not promise. */
export function power(x: number, n: number): number {
  let result = 1;
  for (let square = x, rest = n; rest > 0; rest = Math.floor(rest / 2), square *= square)
    if (rest % 2 === 1) result *= square;
  return result;
}

/** v ← μv + g; the step goes along v, or (Nesterov) along g + μv. */
const withMomentum =
  (nesterov: boolean): Optimizer['update'] =>
  (value, gradient, memory, { learningRate, momentum }) => {
    const v = remembered(memory, 0);
    for (let i = 0; i < value.length; i++) {
      const g = at(gradient, i);
      v[i] = momentum * at(v, i) + g;
      value[i] = at(value, i) - learningRate * (nesterov ? g + momentum * at(v, i) : at(v, i));
    }
  };

/** What Adam's running means lack at update t: 1/(1 − β₁ᵗ), a factor, and √(1 − β₂ᵗ), a divisor. */
export const corrections = ({ beta1, beta2, t }: Rates): { mean: number; root: number } => ({
  mean: 1 / (1 - power(beta1, t)),
  root: Math.sqrt(1 - power(beta2, t)),
});

/** m and v are running means of g and g², divided by what they lack at the start. */
const adam: Optimizer['update'] = (value, gradient, memory, rates) => {
  const { learningRate, beta1, beta2, epsilon, decay } = rates;
  const m = remembered(memory, 0);
  const v = remembered(memory, 1);
  const { mean, root } = corrections(rates);
  const step = learningRate * mean;
  const keep = 1 - learningRate * decay;
  for (let i = 0; i < value.length; i++) {
    const g = at(gradient, i);
    m[i] = beta1 * at(m, i) + (1 - beta1) * g;
    v[i] = beta2 * at(v, i) + (1 - beta2) * g * g;
    value[i] = keep * at(value, i) - (step * at(m, i)) / (Math.sqrt(at(v, i)) / root + epsilon);
  }
};

export const optimizers = {
  sgd: {
    title: 'SGD',
    latex: String.raw`\mathbf{W}\leftarrow\mathbf{W}-\eta\,\mathbf{g}`,
    source: 'torch.optim.SGD',
    rates: {},
    memory: [],
    update(value, gradient, _memory, { learningRate }) {
      for (let i = 0; i < value.length; i++) value[i] = at(value, i) - learningRate * at(gradient, i);
    },
  },
  momentum: {
    title: 'Momentum',
    latex: String.raw`\mathbf{v}\leftarrow\mu\mathbf{v}+\mathbf{g},\;\mathbf{W}\leftarrow\mathbf{W}-\eta\,\mathbf{v}`,
    source: 'Polyak 1964; torch.optim.SGD with momentum, no dampening',
    rates: { momentum: 0.9 },
    memory: ['v'],
    update: withMomentum(false),
  },
  nesterov: {
    title: 'Nesterov',
    latex: String.raw`\mathbf{v}\leftarrow\mu\mathbf{v}+\mathbf{g},\;\mathbf{W}\leftarrow\mathbf{W}-\eta(\mathbf{g}+\mu\mathbf{v})`,
    source: 'Nesterov 1983; torch.optim.SGD with nesterov=True',
    rates: { momentum: 0.9 },
    memory: ['v'],
    update: withMomentum(true),
  },
  rmsprop: {
    title: 'RMSprop',
    latex: String.raw`\mathbf{v}\leftarrow\alpha\mathbf{v}+(1-\alpha)\mathbf{g}^2,\;\mathbf{W}\leftarrow\mathbf{W}-\eta\,\mathbf{g}/(\sqrt{\mathbf{v}}+\epsilon)`,
    source: 'Tieleman & Hinton 2012; torch.optim.RMSprop',
    rates: { alpha: 0.99, epsilon: 1e-8 },
    memory: ['v'],
    update(value, gradient, memory, { learningRate, alpha, epsilon }) {
      const v = remembered(memory, 0);
      for (let i = 0; i < value.length; i++) {
        const g = at(gradient, i);
        v[i] = alpha * at(v, i) + (1 - alpha) * g * g;
        value[i] = at(value, i) - (learningRate * g) / (Math.sqrt(at(v, i)) + epsilon);
      }
    },
  },
  adagrad: {
    title: 'Adagrad',
    latex: String.raw`\mathbf{v}\leftarrow\mathbf{v}+\mathbf{g}^2,\;\mathbf{W}\leftarrow\mathbf{W}-\eta\,\mathbf{g}/(\sqrt{\mathbf{v}}+\epsilon)`,
    source: 'Duchi et al. 2011; torch.optim.Adagrad',
    rates: { epsilon: 1e-10 },
    memory: ['v'],
    update(value, gradient, memory, { learningRate, epsilon }) {
      const v = remembered(memory, 0);
      for (let i = 0; i < value.length; i++) {
        const g = at(gradient, i);
        v[i] = at(v, i) + g * g;
        value[i] = at(value, i) - (learningRate * g) / (Math.sqrt(at(v, i)) + epsilon);
      }
    },
  },
  adam: {
    title: 'Adam',
    latex: String.raw`\mathbf{W}\leftarrow\mathbf{W}-\eta\,\hat{\mathbf{m}}/(\sqrt{\hat{\mathbf{v}}}+\epsilon)`,
    source: 'Kingma & Ba 2015; torch.optim.Adam',
    rates: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    memory: ['m', 'v'],
    update: adam,
  },
  adamw: {
    title: 'AdamW',
    latex: String.raw`\mathbf{W}\leftarrow(1-\eta\delta)\mathbf{W}-\eta\,\hat{\mathbf{m}}/(\sqrt{\hat{\mathbf{v}}}+\epsilon)`,
    source: 'Loshchilov & Hutter 2019; torch.optim.AdamW',
    rates: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01 },
    memory: ['m', 'v'],
    update: adam,
  },
} satisfies Record<string, Optimizer>;

export type OptimizerId = keyof typeof optimizers;
export const optimizerIds = Object.keys(optimizers) as [OptimizerId, ...OptimizerId[]];
/** The registry with its entries at their full type, for code that iterates over it. */
export const optimizerOf = (id: OptimizerId): Optimizer => optimizers[id];

/** What the rates are called, and what they may be. */
export const rateRanges: Record<RateId, { title: string; symbol: string; least: number; below: number }> = {
  momentum: { title: 'Momentum', symbol: String.raw`\mu`, least: 0, below: 1 },
  alpha: { title: 'Smoothing', symbol: String.raw`\alpha`, least: 0, below: 1 },
  beta1: { title: 'Mean', symbol: String.raw`\beta_1`, least: 0, below: 1 },
  beta2: { title: 'Mean square', symbol: String.raw`\beta_2`, least: 0, below: 1 },
  epsilon: { title: 'Floor', symbol: String.raw`\epsilon`, least: 0, below: 1 },
  decay: { title: 'Decay', symbol: String.raw`\delta`, least: 0, below: 1e6 },
};
export const rateIds = Object.keys(rateRanges) as RateId[];
