import { MOST_PRODUCTS, MOST_SINGULAR, type Refusal } from '../../core/baselines.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { Features } from './features.ts';
import { endsIn, inputsOf, multiplyRow, outputLayer, targetsOf, type Outputs, type Sets } from './inputs.ts';
import { leastSquares } from './least-squares.ts';

/** Why it cannot be computed; null where it can. */
export function ridgelessRefused(plan: Plan): Refusal | null {
  const fn = endsIn(plan.network);
  if (fn) return { code: 'output-activation', fn };
  const { train, test, width } = shapeOf(plan);
  let products = 0;
  let features = width;
  for (const layer of plan.network.slice(0, outputLayer(plan.network)))
    if (layer.type === 'dense') {
      products += (train + test) * features * layer.units;
      features = layer.units;
    }
  return products > MOST_PRODUCTS ? { code: 'too-long' } : singularRefused(train, features);
}

/** Whether so many examples of so many features are too many for a singular value decomposition. */
export function singularRefused(examples: number, features: number): Refusal | null {
  const most = MOST_SINGULAR;
  if (Math.min(examples, features) > most) return { code: 'too-many-features', examples, features, most };
  return Math.min(examples, features) ** 2 * Math.max(examples, features) * 20 > MOST_PRODUCTS * 4
    ? { code: 'too-long' }
    : null;
}

/** The output layer alone, fitted to the training examples by least squares of minimum norm on the features of the initial network:
 *  where training ends whose hidden layers are frozen, with the squared error, from an output layer of zeros. */
export function* ridgeless(plan: Plan, { train, test }: Sets): Generator<0, Outputs> {
  const features = yield* Features.of(plan);
  const phi = yield* features.over(inputsOf(train), train.width);
  return yield* fitted(plan, { train, test }, features.p, phi, () => features.over(inputsOf(test), test.width));
}

/** Fits features of the training examples and answers both sets. @param ofTest is called when these are needed */
export function* fitted(
  plan: Plan,
  { train, test }: Sets,
  p: number,
  phi: Float64Array,
  ofTest: () => Generator<0, Float64Array>,
): Generator<0, Outputs> {
  const q = shapeOf(plan).outputs;
  const w = yield* leastSquares(phi, train.count, p, targetsOf(plan, train), q);
  function* answered(rows: Float64Array, count: number): Generator<0, Float64Array> {
    const o = new Float64Array(count * q);
    for (let i = 0; i < count; i++) {
      multiplyRow(rows.subarray(i * p, (i + 1) * p), w, q, o, i);
      yield 0;
    }
    return o;
  }
  return {
    train: yield* answered(phi, train.count),
    test: test.count === 0 ? new Float64Array(0) : yield* answered(yield* ofTest(), test.count),
  };
}
