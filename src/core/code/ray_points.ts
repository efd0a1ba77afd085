import { examplesOf } from '../examples.ts';
import { initialize } from '../initialize.ts';
import { losses } from '../losses.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import type { Points } from '../sweep/points.ts';
import { drawOf, pythonRoot } from './draws.ts';
import { outlineOf, type Outline } from './outline.ts';
import { base64, code, type Literal } from './python_literal.ts';

/** Numbers that are written into the program at most: examples on one hand, initial values on the other. */
const WRITTEN = 2_000_000;

/** What the program has of each point: the settings of all, those that a point has otherwise, and what they refer to. */
export interface RayPoints {
  base: Record<string, Literal>;
  points: Record<string, Literal>[];
  /** Sets of examples, as base64 of float32. Empty for digits. */
  data: Literal[];
  /** Initial values by parameter; empty where they are too many and each framework draws its own. */
  initial: Literal[];
  /** Whether all seeds have the examples of one, since theirs would be too many. */
  oneSeed: boolean;
}

/** A list in which equal things are once. */
class Once {
  readonly items: Literal[] = [];
  private readonly places = new Map<string, number>();

  place(key: string, make: () => Literal): number {
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.items.length);
    this.items.push(make());
    return this.items.length - 1;
  }
}

/** Every point of a sweep as settings for the program. */
export function rayPoints(points: Points): RayPoints {
  const plans = Array.from({ length: points.total }, (_, point) => points.planAt(point));
  const [first = points.sweep.plan] = plans;
  const mnist = first.data.kind === 'mnist';
  const oneSeed = !mnist && written(plans, (plan) => dataKey(plan, false), numbersOfData) > WRITTEN;
  const draws = written(plans, initialKey, numbersOfParameters) > WRITTEN;
  const data = new Once();
  const initial = new Once();
  const all = plans.map((plan): Record<string, Literal> => {
    const outline = outlineOf(plan, null);
    return {
      ...settingsOf(outline),
      data: mnist
        ? null
        : data.place(dataKey(plan, oneSeed), () => dataOf(oneSeed ? { ...plan, seed: first.seed } : plan)),
      initial: draws ? null : initial.place(initialKey(plan), () => initialOf(outline)),
    };
  });
  const base = all[0] ?? {};
  const differs = (key: string, value: Literal): boolean => JSON.stringify(value) !== JSON.stringify(base[key]);
  return {
    base,
    points: all.map((own) => Object.fromEntries(Object.entries(own).filter(([key, value]) => differs(key, value)))),
    data: data.items,
    initial: initial.items,
    oneSeed,
  };
}

function settingsOf(outline: Outline): Record<string, Literal> {
  const { plan, shape, graph, dense, total, perEpoch, rates, schedule, patience } = outline;
  return {
    seed: plan.seed,
    ...(plan.data.kind === 'mnist' && {
      taken: plan.data.train,
      imbalance: plan.data.imbalance ?? 1,
      label_noise: plan.data.labelNoise ?? 0,
    }),
    layers: plan.network.map((layer, i): Literal => {
      switch (layer.type) {
        case 'dense': {
          const block = dense.find(({ index }) => index === i);
          const { inputWidth = 0 } = graph.layers[i] ?? {};
          const draw = block ? drawOf(block, pythonRoot).draw : null;
          const { kind, ...size } = draw ?? { kind: 'constant', value: '0.0' };
          const [number = '0.0'] = Object.values(size);
          return ['dense', inputWidth, layer.units, layer.bias, layer.frozen ?? false, [kind, code(number)]];
        }
        case 'activation':
          return [layer.fn];
        case 'dropout':
          return ['dropout', layer.p];
        case 'noise':
          return ['noise', layer.sigma];
      }
    }),
    loss: plan.loss,
    lam: plan.weightDecay,
    lam1: plan.l1 ?? 0,
    optimizer: plan.optimizer.kind,
    learning_rate: plan.optimizer.learningRate,
    rates: Object.fromEntries(Object.entries(rates).map(([name, text]) => [name, code(text)])),
    clip: plan.optimizer.clip ?? null,
    schedule: schedule && [schedule.kind, schedule.every, code(schedule.factor), code(schedule.floor)],
    batch_size: plan.batchSize,
    shuffle: plan.shuffle,
    steps: total,
    per_epoch: perEpoch,
    patience,
    train: shape.train,
    val: shape.validation,
    test: shape.test,
    outputs: shape.outputs,
    classes: shape.classes,
  };
}

const dataKey = ({ data, loss, seed }: Plan, oneSeed: boolean): string =>
  data.kind === 'inline' ? loss : JSON.stringify([data, loss, oneSeed ? 0 : seed]);
const initialKey = ({ seed, network, parameters, data, loss }: Plan): string =>
  JSON.stringify([seed, network, parameters, data.kind, loss]);

/** Numbers of all that is different among the points. */
function written(plans: readonly Plan[], keyOf: (plan: Plan) => string, count: (plan: Plan) => number): number {
  const different = new Map(plans.map((plan) => [keyOf(plan), plan]));
  return [...different.values()].reduce((sum, plan) => sum + count(plan), 0);
}
function numbersOfData(plan: Plan): number {
  const { train, validation, test, width, targetWidth } = shapeOf(plan);
  return (train + validation + test) * (width + targetWidth);
}
const numbersOfParameters = (plan: Plan): number =>
  outlineOf(plan, null).dense.reduce((sum, { nIn, nOut }) => sum + nIn * nOut + nOut, 0);

function dataOf(plan: Plan): Literal {
  const { train, validation, test } = examplesOf(plan, null);
  const isClass = losses[plan.loss].target === 'class';
  return {
    width: train.width,
    columns: isClass ? null : train.targetWidth,
    X_train: base64(Float32Array.from(train.x)),
    y_train: base64(train.y),
    X_val: base64(Float32Array.from(validation.x)),
    y_val: base64(validation.y),
    X_test: base64(Float32Array.from(test.x)),
    y_test: base64(test.y),
  };
}

/** W and b of each dense layer, in order. */
function initialOf({ plan, graph, dense }: Outline): Literal {
  const drawn = (name: string, size: number): Literal => {
    const values = new Float32Array(size);
    for (const _ of initialize(plan, graph, name, values)); // to its end
    return base64(values);
  };
  return dense.map(({ W, b, nIn, nOut }): Literal => [drawn(W, nIn * nOut), b === null ? null : drawn(b, nOut)]);
}
