import type { ActivationId } from '../activations.ts';
import type { LossId } from '../losses.ts';
import type { Layer } from '../plan/schema.ts';
import { drawOf, type Draw, type Root } from './draws.ts';
import type { Outline } from './outline.ts';
import { rateText, WIDTH } from './text.ts';

// What TensorFlow.js has for an activation, a loss and a block.

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
  // −y ln σ(o) − (1 − y) ln(1 − σ(o)): nothing overflows, and no large numbers are subtracted
  binary_cross_entropy: () => 'o.neg().softplus().mul(y).add(o.softplus().mul(tf.sub(1, y))).sum().div(y.shape[0])',
  softmax_cross_entropy: (q) => `o.logSoftmax().mul(tf.oneHot(y, ${q})).sum().neg().div(y.shape[0])`,
  squared_error: () => 'o.sub(y).square().sum().div(2 * y.shape[0])',
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
      return opened(`dropout({ rate: ${rateText(layer.p)} })`);
    case 'noise':
      return opened(`gaussianNoise({ stddev: ${rateText(layer.sigma)} })`);
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
