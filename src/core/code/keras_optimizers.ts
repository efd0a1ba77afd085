import { optimizerOf, type OptimizerId, type RateId } from '../optimizers.ts';
import type { Outline } from './outline.ts';

/** An optimizer in Keras: its own where it computes the same, else a class of a few lines. */
interface KerasOptimizer {
  name: string;
  /** Why it is written out. */
  why: string;
  /** The change of p by its gradient g at learning rate eta, and of what is remembered of p. */
  update: readonly string[];
}

const outsideRoot = 'epsilon stands outside the root, as in PyTorch; in Keras’s own inside';
const outsideVelocity = 'eta stands outside the velocity v, as in PyTorch; it changes while training';
const means = [
  'self.assign(m, beta1 * m + (1 - beta1) * g)',
  'self.assign(v, beta2 * v + (1 - beta2) * g ** 2)',
  "t = keras.ops.cast(self.iterations + 1, 'float32')",
  'm_hat, v_hat = m / (1 - beta1 ** t), v / (1 - beta2 ** t)',
];
const step = 'self.assign_sub(p, eta * m_hat / (keras.ops.sqrt(v_hat) + epsilon))';
const beforeCorrection = 'epsilon is added after v is corrected, as in PyTorch; in Keras’s own before';

const written: Record<Exclude<OptimizerId, 'sgd'>, KerasOptimizer> = {
  momentum: {
    name: 'Momentum',
    why: outsideVelocity,
    update: ['self.assign(v, momentum * v + g)', 'self.assign_sub(p, eta * v)'],
  },
  nesterov: {
    name: 'Nesterov',
    why: outsideVelocity,
    update: ['self.assign(v, momentum * v + g)', 'self.assign_sub(p, eta * (g + momentum * v))'],
  },
  rmsprop: {
    name: 'RMSprop',
    why: outsideRoot,
    update: [
      'self.assign(v, alpha * v + (1 - alpha) * g ** 2)',
      'self.assign_sub(p, eta * g / (keras.ops.sqrt(v) + epsilon))',
    ],
  },
  adagrad: {
    name: 'Adagrad',
    why: outsideRoot,
    update: ['self.assign(v, v + g ** 2)', 'self.assign_sub(p, eta * g / (keras.ops.sqrt(v) + epsilon))'],
  },
  adam: { name: 'Adam', why: beforeCorrection, update: [...means, step] },
  adamw: {
    name: 'AdamW',
    why: beforeCorrection,
    update: [...means, 'self.assign(p, (1 - eta * decay) * p)  # the decay', step],
  },
};

/** The section that makes `optimizer`. */
export function kerasOptimizer(outline: Outline): string[] {
  const { plan, schedule, learningRate, clip, rates } = outline;
  const { kind } = plan.optimizer;
  const options = (schedule ? 'rate' : learningRate) + (clip === null ? '' : `, global_clipnorm=${clip}`);
  if (kind === 'sgd') return [`optimizer = keras.optimizers.SGD(${options})`];
  // eta inside the velocity is the same as long as it does not change
  if (schedule === null && (kind === 'momentum' || kind === 'nesterov')) {
    const nesterov = kind === 'nesterov' ? ', nesterov=True' : '';
    return [`optimizer = keras.optimizers.SGD(${options}, momentum=${rates.momentum}${nesterov})`];
  }
  const { name, why, update } = written[kind];
  const { memory, rates: own } = optimizerOf(kind);
  const ids = Object.keys(own) as RateId[];
  const remembered = memory.map((letter) => `self.${letter}s[i]`).join(', ');
  return [
    `${ids.join(', ')} = ${ids.map((id) => rates[id]).join(', ')}`,
    '',
    `# ${why}`,
    `class ${name}(keras.optimizers.Optimizer):`,
    '    def build(self, params):  # what is remembered of every parameter',
    '        if self.built:',
    '            return',
    '        super().build(params)',
    ...memory.map(
      (letter) => `        self.${letter}s = [self.add_variable_from_reference(p, '${letter}') for p in params]`,
    ),
    '',
    '    def update_step(self, g, p, eta):',
    '        i = self._get_variable_index(p)',
    `        ${memory.join(', ')} = ${remembered}`,
    ...update.map((line) => `        ${line}`),
    '',
    `optimizer = ${name}(${options})`,
  ];
}
