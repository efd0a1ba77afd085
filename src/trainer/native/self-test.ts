import type * as Core from '@tensorflow/tfjs-core';
import { at, type Floats } from '../../core/floats.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { Walker } from '../../core/graph/walker.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { stream } from '../../core/random.ts';

/** What float32 may differ from float64 after one step of so small a network: some hundred roundings of 6·10⁻⁸. */
export const TOLERANCE = 1e-5;

const examples = 16;
const learningRate = 0.5;

/** A 2-3-1 network on random points, whose answer is right on none of them. */
function planOf(seed: number): Plan {
  const random = stream(seed, 'self-test');
  const x = Array.from({ length: examples }, () => [random.normal(), random.normal()]);
  const y = Array.from({ length: examples }, () => [random.int(2)]);
  return {
    ...presets.xor,
    seed,
    data: { kind: 'inline', x, y },
    network: chain([3, 1], 'tanh'),
    optimizer: { kind: 'sgd', learningRate },
    batchSize: examples,
  };
}

/**
 * One step of a 2-3-1 network, forward, backward and update, with `core`'s current backend, compared with the float64 walker.
 *
 *     z1 = x W1ᵀ + b1,  h1 = tanh z1,  o = h1 W2ᵀ + b2,  L = mean(ln(1 + e^o) − o y)
 *
 * and backward by the chain rule, written out, so that the backend's kernels alone are on trial.
 * @returns the largest |a − b| / max(1, |b|) over every value, gradient and updated parameter; NaN where a number is none
 */
export function selfTest(core: typeof Core, seed = 1): number {
  const plan = planOf(seed);
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, examples);
  if (plan.data.kind !== 'inline') throw new Error('planOf writes its examples down');
  walker.tensor('x').value.set(plan.data.x.flat());
  walker.tensor('y').value.set(plan.data.y.flat());
  const random = stream(seed, 'self-test parameters');
  for (const name of ['W1', 'b1', 'W2', 'b2']) {
    const { value } = walker.tensor(name);
    value.set(Array.from(value, () => random.normal()));
  }

  const parameter = (name: string, rows: number, columns: number): Core.Tensor2D =>
    core.tensor2d(Float32Array.from(walker.tensor(name).value), [rows, columns]);
  const got = core.tidy((): Step => {
    const [x, y] = [parameter('x', examples, 2), parameter('y', examples, 1)];
    const [W1, b1, W2, b2] = [
      parameter('W1', 3, 2),
      parameter('b1', 1, 3),
      parameter('W2', 1, 3),
      parameter('b2', 1, 1),
    ];
    const z1 = core.add<Core.Tensor2D>(core.matMul(x, W1, false, true), b1);
    const h1 = core.tanh(z1);
    const o = core.add<Core.Tensor2D>(core.matMul(h1, W2, false, true), b2);
    const L = core.div(core.sum(core.sub(core.softplus(o), core.mul(o, y))), examples);
    const dO = core.div<Core.Tensor2D>(core.sub(core.sigmoid(o), y), examples);
    const dW2 = core.matMul(dO, h1, true);
    const db2 = core.sum(dO, 0);
    const dz1 = core.mul<Core.Tensor2D>(core.matMul(dO, W2), core.sub(1, core.square(h1)));
    const dW1 = core.matMul(dz1, x, true);
    const db1 = core.sum(dz1, 0);
    const step = (w: Core.Tensor, dw: Core.Tensor): Core.Tensor => core.sub(w, core.mul(dw, learningRate));
    return {
      values: { z1, h1, o, L },
      gradients: { W1: dW1, b1: db1, W2: dW2, b2: db2 },
      updated: { W1: step(W1, dW1), b1: step(b1, db1), W2: step(W2, dW2), b2: step(b2, db2) },
    };
  });

  walker.forward();
  walker.backward();
  const errors = [
    ...errorsOf(got.values, (name) => walker.tensor(name).value),
    ...errorsOf(got.gradients, (name) => walker.tensor(name).gradient),
  ];
  walker.update();
  errors.push(...errorsOf(got.updated, (name) => walker.tensor(name).value));
  core.dispose(got);
  return Math.max(...errors);
}

type Named = Record<string, Core.Tensor>;
// an index as well, because tidy wants one of what it returns
type Step = Record<string, Named> & Record<'values' | 'gradients' | 'updated', Named>;

/** The relative error of every number; NaN where there are more or fewer than there should be. */
const errorsOf = (got: Named, expected: (name: string) => Floats): number[] =>
  Object.entries(got).flatMap(([name, tensor]) => {
    const values = tensor.dataSync();
    const right = expected(name);
    if (values.length !== right.length) return [NaN];
    return Array.from(values, (value, k) => Math.abs(value - at(right, k)) / Math.max(1, Math.abs(at(right, k))));
  });
