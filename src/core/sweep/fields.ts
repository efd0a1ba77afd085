import type { z } from 'zod';
import { activations, type ActivationId } from '../activations.ts';
import { classesOf, mostClassesOf, planeDatasets, type PlaneDatasetId } from '../datasets.ts';
import { engineOf, engines, type EngineId } from '../engines.ts';
import { initializers, type Initializer, type InitializerId } from '../initializers.ts';
import { losses, type LossId } from '../losses.ts';
import { optimizerOf, optimizers, rateIds, type OptimizerId } from '../optimizers.ts';
import { layerSchema, limits, planSchema, type Layer, type Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { m } from '../words/m.ts';
import { blocksOf, densesOf, repeatedBlock, withDense, withLayers, withoutGiven } from './paths.ts';
import type { FieldValue } from './schema.ts';

/** What a field takes: bounds as the plan's schema has them (either may be unreachable), or choices by id and title. */
export type FieldKind =
  | { kind: 'number' | 'integer'; least: number; most: number }
  | { kind: 'choice'; choices: readonly { id: string; title: string }[] };

/** One thing of a plan that a sweep can move. */
export interface SweepField {
  /** @param layer number of the layer among those of its kind, from 1; null for all of them, or where it is of no layer */
  title: (layer: number | null) => string;
  takes: FieldKind;
  /** Where it stands, `[]` for the number of a layer; `[*]` there stands for all. */
  path: string;
  /** The layers it can be set at one by one; none for what is of no layer. */
  layers?: (plan: Plan) => number[];
  /** Those that `[*]` stands for, where not all. */
  all?: (plan: Plan) => number[];
  /** What the plan has, undefined where it has none and none can be set. @param layers the indices it is read at */
  get: (plan: Plan, layers: readonly number[]) => FieldValue | undefined;
  set: (plan: Plan, value: FieldValue, layers: readonly number[]) => Plan;
}

const numbers = (schema: z.ZodNumber, kind: 'number' | 'integer' = 'number'): FieldKind => ({
  kind,
  least: schema.minValue ?? -Infinity,
  most: schema.maxValue ?? Infinity,
});
const whole = (schema: z.ZodNumber): FieldKind => numbers(schema, 'integer');
const choice = (registry: Record<string, { title: string }>): FieldKind => ({
  kind: 'choice',
  choices: Object.entries(registry).map(([id, { title }]) => ({ id, title })),
});
const { given: _given, ...drawn } = initializers;

const { shape } = planSchema;
const [plane] = shape.data.options;
const [dense, , dropout, noise] = layerSchema.options;
const [epochs, steps] = shape.length.options;
const optimizer = shape.optimizer.shape;

const ofType =
  (type: Layer['type']) =>
  ({ network }: Plan): number[] =>
    network.flatMap((layer, i) => (layer.type === type ? [i] : []));
const isPlane = ({ data }: Plan): boolean => 'noise' in data;
const layerAt = <T extends Layer['type']>(
  plan: Plan,
  [first]: readonly number[],
  type: T,
): Extract<Layer, { type: T }> | undefined => {
  const layer = plan.network[first ?? -1];
  return layer?.type === type ? (layer as Extract<Layer, { type: T }>) : undefined;
};
/** The scale of a rule that takes one. */
function scaleOf(plan: Plan, layers: readonly number[]): number | undefined {
  const init = layerAt(plan, layers, 'dense')?.init;
  return init && (init.scale ?? (initializers[init.kind] as Initializer).scale?.default);
}
/** All activations but one that ends the network. */
const hiddenActivations = (plan: Plan): number[] =>
  ofType('activation')(plan).filter((i) => i < (densesOf(plan).at(-1) ?? 0));
/** Of no layer. */
const alone =
  (title: () => string): SweepField['title'] =>
  () =>
    title();
const numbered =
  (one: (inputs: { layer: string }) => string, all: () => string): SweepField['title'] =>
  (layer) =>
    layer === null ? all() : one({ layer: String(layer) });

/** A rate of the optimizer, which a plan may leave at its default. */
const rateField = (id: (typeof rateIds)[number], title: () => string): SweepField => ({
  title: alone(title),
  takes: numbers(optimizer[id].unwrap()),
  path: `optimizer.${id}`,
  get: (plan) => plan.optimizer[id] ?? optimizerOf(plan.optimizer.kind).rates[id],
  set: (plan, value) => ({ ...plan, optimizer: { ...plan.optimizer, [id]: Number(value) } }),
});

/** Everything that a sweep can move: menus, validation and docs go through these. */
export const sweepFields = {
  learningRate: {
    title: alone(m.sweeps_field_learning_rate),
    takes: numbers(optimizer.learningRate),
    path: 'optimizer.learningRate',
    get: (plan) => plan.optimizer.learningRate,
    set: (plan, value) => ({ ...plan, optimizer: { ...plan.optimizer, learningRate: Number(value) } }),
  },
  optimizer: {
    title: alone(m.sweeps_field_optimizer),
    takes: choice(optimizers),
    path: 'optimizer.kind',
    get: (plan) => plan.optimizer.kind,
    set(plan, value) {
      const known = Object.hasOwn(optimizers, value);
      const rates = known ? optimizerOf(value as OptimizerId).rates : {};
      const untaken = new Set<string>(rateIds.filter((id) => rates[id] === undefined)); // the other's own
      const kept = Object.fromEntries(Object.entries(plan.optimizer).filter(([key]) => !untaken.has(key)));
      return { ...plan, optimizer: { ...kept, kind: value } as Plan['optimizer'] };
    },
  },
  momentum: rateField('momentum', m.sweeps_field_momentum),
  beta1: rateField('beta1', m.sweeps_field_beta1),
  beta2: rateField('beta2', m.sweeps_field_beta2),
  decay: rateField('decay', m.sweeps_field_decay),
  clip: {
    title: alone(m.sweeps_field_clip),
    takes: numbers(optimizer.clip.unwrap()),
    path: 'optimizer.clip',
    get: (plan) => plan.optimizer.clip ?? 1,
    set: (plan, value) => ({ ...plan, optimizer: { ...plan.optimizer, clip: Number(value) } }),
  },
  batchSize: {
    title: alone(m.sweeps_field_batch_size),
    takes: whole(shape.batchSize),
    path: 'batchSize',
    get: (plan) => plan.batchSize,
    set: (plan, value) => ({ ...plan, batchSize: Number(value) }),
  },
  epochs: {
    title: alone(m.sweeps_field_epochs),
    takes: whole(epochs.shape.epochs),
    path: 'length.epochs',
    get: ({ length }) => ('epochs' in length ? length.epochs : undefined),
    set: (plan, value) => ({ ...plan, length: { epochs: Number(value) } }),
  },
  steps: {
    title: alone(m.sweeps_field_steps),
    takes: whole(steps.shape.steps),
    path: 'length.steps',
    get: ({ length }) => ('steps' in length ? length.steps : undefined),
    set: (plan, value) => ({ ...plan, length: { steps: Number(value) } }),
  },
  seed: {
    title: alone(m.sweeps_field_seed),
    takes: whole(shape.seed),
    path: 'seed',
    get: (plan) => plan.seed,
    set: (plan, value) => ({ ...plan, seed: Number(value) }),
  },
  weightDecay: {
    title: alone(m.sweeps_field_weight_decay),
    takes: numbers(shape.weightDecay),
    path: 'weightDecay',
    get: (plan) => plan.weightDecay,
    set: (plan, value) => ({ ...plan, weightDecay: Number(value) }),
  },
  l1: {
    title: alone(m.sweeps_field_l1),
    takes: numbers(shape.l1.unwrap()),
    path: 'l1',
    get: (plan) => plan.l1 ?? 0,
    set: (plan, value) => ({ ...plan, l1: Number(value) }),
  },
  loss: {
    title: alone(m.sweeps_field_loss),
    takes: choice(losses),
    path: 'loss',
    get: (plan) => plan.loss,
    set: (plan, value) => ({ ...plan, loss: value as LossId }),
  },
  width: {
    title: numbered(m.sweeps_field_width, m.sweeps_field_width_all),
    takes: whole(dense.shape.units),
    path: 'network[].units',
    layers: densesOf,
    all: (plan) => densesOf(plan).slice(0, -1),
    get: (plan, layers) => layerAt(plan, layers, 'dense')?.units,
    set: (plan, value, layers) => withDense(plan, layers, true, (layer) => ({ ...layer, units: Number(value) })),
  },
  depth: {
    title: alone(m.sweeps_field_depth),
    takes: { kind: 'integer', least: 0, most: limits.layers },
    path: 'depth',
    get: (plan) => repeatedBlock(plan)?.times,
    set(plan, value) {
      const repeated = repeatedBlock(plan);
      if (!repeated || typeof value !== 'number' || !(value >= 0 && value <= limits.layers)) return plan;
      const { before, blocks } = blocksOf(plan);
      const hidden = Array.from({ length: Math.floor(value) }, () => repeated.block).flat();
      return withoutGiven({ ...plan, network: [...before, ...hidden, ...(blocks.at(-1) ?? [])] });
    },
  },
  init: {
    title: numbered(m.sweeps_field_init, m.sweeps_field_init_all),
    takes: choice(drawn),
    path: 'network[].init.kind',
    layers: densesOf,
    get: (plan, layers) => layerAt(plan, layers, 'dense')?.init.kind,
    set: (plan, value, layers) =>
      withDense(plan, layers, false, (layer) => ({ ...layer, init: { kind: value as InitializerId } })),
  },
  initScale: {
    title: numbered(m.sweeps_field_init_scale, m.sweeps_field_init_scale_all),
    takes: numbers(dense.shape.init.shape.scale.unwrap()),
    path: 'network[].init.scale',
    layers: (plan) => densesOf(plan).filter((i) => scaleOf(plan, [i]) !== undefined),
    get: scaleOf,
    set: (plan, value, layers) =>
      withDense(plan, layers, false, (layer) => ({ ...layer, init: { ...layer.init, scale: Number(value) } })),
  },
  activation: {
    title: numbered(m.sweeps_field_activation, m.sweeps_field_activation_all),
    takes: choice(activations),
    path: 'network[].fn',
    layers: ofType('activation'),
    all: hiddenActivations,
    get: (plan, layers) => layerAt(plan, layers, 'activation')?.fn,
    set: (plan, value, layers) =>
      withLayers(plan, layers, (layer) =>
        layer.type === 'activation' ? { ...layer, fn: value as ActivationId } : layer,
      ),
  },
  dropout: {
    title: numbered(m.sweeps_field_dropout, m.sweeps_field_dropout_all),
    takes: numbers(dropout.shape.p),
    path: 'network[].p',
    layers: ofType('dropout'),
    get: (plan, layers) => layerAt(plan, layers, 'dropout')?.p,
    set: (plan, value, layers) =>
      withLayers(plan, layers, (layer) => (layer.type === 'dropout' ? { ...layer, p: Number(value) } : layer)),
  },
  inputNoise: {
    title: numbered(m.sweeps_field_sigma, m.sweeps_field_sigma_all),
    takes: numbers(noise.shape.sigma),
    path: 'network[].sigma',
    layers: ofType('noise'),
    get: (plan, layers) => layerAt(plan, layers, 'noise')?.sigma,
    set: (plan, value, layers) =>
      withLayers(plan, layers, (layer) => (layer.type === 'noise' ? { ...layer, sigma: Number(value) } : layer)),
  },
  data: {
    title: alone(m.sweeps_field_data),
    takes: choice(planeDatasets),
    path: 'data.kind',
    get: (plan) => (isPlane(plan) ? plan.data.kind : undefined),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, kind: value as PlaneDatasetId } as Plan['data'] }),
  },
  classes: {
    title: alone(m.sweeps_field_classes),
    takes: whole(plane.shape.classes.unwrap()),
    path: 'data.classes',
    get: ({ data }) => ('noise' in data && mostClassesOf(data.kind) > 2 ? classesOf(data) : undefined),
    set(plan, value) {
      const changed = { ...plan, data: { ...plan.data, classes: Number(value) } as Plan['data'] };
      const units = shapeOf(changed).outputs; // the last layer has one for each class
      return withDense(changed, densesOf(plan).slice(-1), true, (layer) => ({ ...layer, units }));
    },
  },
  noise: {
    title: alone(m.sweeps_field_noise),
    takes: numbers(plane.shape.noise.unwrap()),
    path: 'data.noise',
    get: ({ data }) => ('noise' in data ? data.noise : undefined),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, noise: Number(value) } as Plan['data'] }),
  },
  labelNoise: {
    title: alone(m.sweeps_field_label_noise),
    takes: numbers(plane.shape.labelNoise.unwrap()),
    path: 'data.labelNoise',
    get: (plan) => (shapeOf(plan).classes > 0 ? (plan.data.labelNoise ?? 0) : undefined),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, labelNoise: Number(value) } }),
  },
  imbalance: {
    title: alone(m.sweeps_field_imbalance),
    takes: numbers(plane.shape.imbalance.unwrap()),
    path: 'data.imbalance',
    get: (plan) => (shapeOf(plan).classes > 0 ? (plan.data.imbalance ?? 1) : undefined),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, imbalance: Number(value) } }),
  },
  train: {
    title: alone(m.sweeps_field_train),
    takes: whole(plane.shape.train),
    path: 'data.train',
    get: ({ data }) => (data.kind === 'inline' ? undefined : data.train),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, train: Number(value) } as Plan['data'] }),
  },
  test: {
    title: alone(m.sweeps_field_test),
    takes: whole(plane.shape.test),
    path: 'data.test',
    get: ({ data }) => (data.kind === 'inline' ? undefined : data.test),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, test: Number(value) } as Plan['data'] }),
  },
  validation: {
    title: alone(m.sweeps_field_validation),
    takes: whole(plane.shape.validation.unwrap()),
    path: 'data.validation',
    get: ({ data }) => (data.kind === 'inline' ? undefined : (data.validation ?? 0)),
    set: (plan, value) => ({ ...plan, data: { ...plan.data, validation: Number(value) } as Plan['data'] }),
  },
  engine: {
    title: alone(m.sweeps_field_engine),
    takes: choice(engines),
    path: 'engine',
    get: (plan) => engineOf(plan),
    set: (plan, value) => ({ ...plan, engine: value as EngineId }),
  },
  patience: {
    title: alone(m.sweeps_field_patience),
    takes: { kind: 'integer', least: 0, most: limits.steps }, // 0 is without early stopping
    path: 'earlyStopping.patience',
    get(plan) {
      const { validation, test } = shapeOf(plan);
      return validation + test > 0 ? (plan.earlyStopping?.patience ?? 0) : undefined;
    },
    set({ earlyStopping: _, ...plan }, value) {
      return value === 0 ? plan : { ...plan, earlyStopping: { patience: Number(value) } };
    },
  },
} satisfies Record<string, SweepField>;

export type SweepFieldId = keyof typeof sweepFields;
export const sweepFieldIds = Object.keys(sweepFields) as SweepFieldId[];
export const sweepFieldOf = (id: SweepFieldId): SweepField => sweepFields[id];
