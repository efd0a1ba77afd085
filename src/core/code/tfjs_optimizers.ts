import type { OptimizerId } from '../optimizers.ts';
import type { Outline } from './outline.ts';

interface TfjsOptimizer {
  /** Makes `optimizer`. */
  code: (eta: string, rates: Outline['rates']) => string[];
  /** How its learning rate is set: momentum and SGD keep a copy. */
  setRate: (rate: string) => string;
}
const assigned = (rate: string): string => `optimizer.learningRate = ${rate};`;
const copied = (rate: string): string => `optimizer.setLearningRate(${rate});`;

/** An optimizer that remembers squares of gradients. @param squares what v becomes */
const withSquares = (remark: string, eta: string, squares: string, epsilon: string): string[] => [
  `// ${remark}`,
  'const optimizer = {',
  `  learningRate: ${eta},`,
  '  squares: learning.map((p) => tf.variable(tf.zerosLike(p), false)),',
  '  applyGradients(grads) {',
  '    learning.forEach((p, i) => {',
  '      const g = grads[p.name];',
  '      const v = this.squares[i];',
  `      v.assign(${squares});`,
  `      p.assign(p.sub(g.mul(this.learningRate).div(v.sqrt().add(${epsilon}))));`,
  '    });',
  '  },',
  '};',
];

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
    code: (eta, { alpha, epsilon }) =>
      withSquares(
        'tf.train.rmsprop adds epsilon under the root; so RMSprop is written out, with epsilon outside as in PyTorch',
        eta,
        `v.mul(${alpha}).add(g.square().mul(1 - ${alpha}))`,
        epsilon,
      ),
    setRate: assigned,
  },
  adagrad: {
    code: (eta, { epsilon }) =>
      withSquares(
        'tf.train.adagrad adds 1e-7 under the root, which is felt; so Adagrad is written out',
        eta,
        'v.add(g.square())',
        epsilon,
      ),
    setRate: assigned,
  },
  adam,
  adamw: adam, // its decay is a line of the loop
};
