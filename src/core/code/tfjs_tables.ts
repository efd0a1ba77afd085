import type { ActivationId } from '../activations.ts';
import type { LossId } from '../losses.ts';
import type { OptimizerId, RateId } from '../optimizers.ts';
import type { Layer } from '../plan/schema.ts';
import { drawOf, type Draw, type Root } from './draws.ts';
import type { Outline } from './outline.ts';
import { WIDTH } from './text.ts';

// What TensorFlow.js has for an activation, a loss, an optimizer and a block.

const activations: Record<ActivationId, string> = {
  relu: "activation({ activation: 'relu' })",
  tanh: "activation({ activation: 'tanh' })",
  sigmoid: "activation({ activation: 'sigmoid' })",
  identity: "activation({ activation: 'linear' })",
  leaky_relu: 'leakyReLU({ alpha: 0.01 })',
  elu: "activation({ activation: 'elu' })",
  gelu: "activation({ activation: 'gelu' })",
  silu: "activation({ activation: 'swish' })",
  softplus: "activation({ activation: 'softplus' })",
};

/** L of the outputs o and targets y: a sum over columns, a mean over examples. */
export const tfjsLosses: Record<LossId, (q: number) => string> = {
  // ln(1 + e^o) − o y, the same as with σ(o), and nothing overflows
  binary_cross_entropy: () => 'o.softplus().sub(o.mul(y)).sum().div(y.shape[0])',
  softmax_cross_entropy: (q) => `o.logSoftmax().mul(tf.oneHot(y, ${q})).sum().neg().div(y.shape[0])`,
  squared_error: () => 'o.sub(y).square().sum().div(2 * y.shape[0])',
};

interface TfjsOptimizer {
  /** Makes `optimizer`. */
  code: (eta: number, rates: Record<RateId, number>) => string[];
  /** How its learning rate is set: momentum and SGD keep a copy. */
  setRate: (rate: string) => string;
}
const assigned = (rate: string): string => `optimizer.learningRate = ${rate};`;
const copied = (rate: string): string => `optimizer.setLearningRate(${rate});`;
const adam: TfjsOptimizer = {
  code: (eta, { beta1, beta2, epsilon }) => [
    `const optimizer = tf.train.adam(${eta}, ${beta1}, ${beta2}, ${epsilon});`,
  ],
  setRate: assigned,
};

export const tfjsOptimizers: Record<OptimizerId, TfjsOptimizer> = {
  sgd: { code: (eta) => [`const optimizer = tf.train.sgd(${eta});`], setRate: copied },
  momentum: {
    code: (eta, { momentum }) => [`const optimizer = tf.train.momentum(${eta}, ${momentum});`],
    setRate: copied,
  },
  nesterov: {
    code: (eta, { momentum }) => [`const optimizer = tf.train.momentum(${eta}, ${momentum}, true);`],
    setRate: copied,
  },
  rmsprop: {
    code: (eta, { alpha, epsilon }) => [
      '// TensorFlow.js adds epsilon under the root, so that its square stands there',
      `const optimizer = tf.train.rmsprop(${eta}, ${alpha}, 0, ${epsilon} ** 2);`,
    ],
    setRate: assigned,
  },
  adagrad: {
    code: (eta, { epsilon }) => [
      '// tf.train.adagrad adds 1e-7 under the root, which is felt; so Adagrad is written out',
      'const optimizer = {',
      `  learningRate: ${eta},`,
      '  squares: learning.map((p) => tf.variable(tf.zerosLike(p), false)),',
      '  applyGradients(grads) {',
      '    learning.forEach((p, i) => {',
      '      const g = grads[p.name];',
      '      const v = this.squares[i];',
      '      v.assign(v.add(g.square()));',
      `      p.assign(p.sub(g.mul(this.learningRate).div(v.sqrt().add(${epsilon}))));`,
      '    });',
      '  },',
      '};',
    ],
    setRate: assigned,
  },
  adam,
  adamw: adam, // its decay is a line of the loop
};

/** One layer of tf.sequential. */
export function tfjsLayer(layer: Layer, index: number, outline: Outline, root: Root): string {
  const input = index === 0 ? `inputShape: [${outline.shape.width}], ` : '';
  const opened = (call: string): string => `tf.layers.${call.replace('({ ', `({ ${input}`)}`;
  switch (layer.type) {
    case 'dense': {
      const block = outline.dense.find((candidate) => candidate.index === index);
      if (!block) return '';
      const { draw } = drawOf(block, root);
      const options = [
        `units: ${layer.units}`,
        ...(layer.bias ? [] : ['useBias: false']),
        ...(block.frozen ? ['trainable: false'] : []),
        ...(outline.values.has(block.W)
          ? []
          : [`kernelInitializer: tf.initializers.${drawn(draw, outline.plan.seed + index)}`]),
      ];
      const line = opened(`dense({ ${options.join(', ')} })`);
      if (line.length + 28 <= WIDTH) return line;
      return [
        'tf.layers.dense({',
        ...[...(input ? [input.slice(0, -2)] : []), ...options].map((o) => `  ${o},`),
        '})',
      ].join('\n');
    }
    case 'activation':
      return opened(activations[layer.fn]);
    case 'dropout':
      return opened(`dropout({ rate: ${layer.p} })`);
    case 'noise':
      return opened(`gaussianNoise({ stddev: ${layer.sigma} })`);
  }
}

function drawn(draw: Draw, seed: number): string {
  switch (draw.kind) {
    case 'constant':
      return `constant({ value: ${draw.value} })`;
    case 'normal':
      return `randomNormal({ stddev: ${draw.deviation}, seed: ${seed} })`;
    case 'uniform':
      return `randomUniform({ minval: -${draw.bound}, maxval: ${draw.bound}, seed: ${seed} })`;
    case 'orthogonal':
      return `orthogonal({ gain: ${draw.gain}, seed: ${seed} })`;
  }
}
