import { classesOf, planeDatasets } from '../datasets.ts';
import { backends, engineOf, engines } from '../engines.ts';
import { parameterCount } from '../graph/graph.ts';
import { losses } from '../losses.ts';
import { optimizerOf, type RateId } from '../optimizers.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { scheduleOf, type ScheduleConstantId } from '../schedules.ts';
import { m } from '../words/m.ts';

/** What a plan has at a field: what is compared, and how it is written; null where the field is nothing to the plan. */
export type Held = { key: unknown; text: string } | null;

/** One thing in which plans may differ. */
export interface Field {
  title: () => string;
  of: (plan: Plan) => Held;
}

const plain = (value: string | number | undefined): Held =>
  value === undefined ? null : { key: value, text: String(value) };
export const yesNo = (value: boolean): string => (value ? m.compare_yes() : m.compare_no());

/** What the run goes by: the plan's rate, or the optimizer's default. */
const rate =
  (id: RateId) =>
  ({ optimizer }: Plan): Held => {
    const taken = optimizerOf(optimizer.kind).rates[id];
    return taken === undefined ? null : plain(optimizer[id] ?? taken);
  };
const scheduled =
  (id: ScheduleConstantId) =>
  ({ optimizer: { schedule } }: Plan): Held => {
    const taken = schedule && scheduleOf(schedule.kind).constants[id];
    return taken === undefined ? null : plain(schedule?.[id] ?? taken);
  };

/** Letters for the blocks from the input on: W dense, φ activation, p dropout, σ noise. */
const letters = { dense: 'W', activation: 'φ', dropout: 'p', noise: 'σ' } as const;
const LONGEST = 24;

function blocksOf({ network }: Plan): Held {
  const key = network.map(({ type }) => letters[type]).join('');
  return { key, text: key.length > LONGEST ? `${key.slice(0, LONGEST)}…` : key || '–' };
}

function hiddenOf({ network }: Plan): Held {
  const units = network.flatMap((layer) => (layer.type === 'dense' ? [layer.units] : []));
  return { key: units.join('-'), text: units.slice(0, -1).join('-') || '–' };
}

/** Weights and biases of the whole network. */
function parametersOf(plan: Plan): Held {
  let width = shapeOf(plan).width;
  let count = 0;
  for (const layer of plan.network) {
    const { weights, biases } = parameterCount(layer, width);
    count += weights + biases;
    if (layer.type === 'dense') width = layer.units;
  }
  return plain(count);
}

function dataOf({ data }: Plan): Held {
  if (data.kind === 'inline') return { key: [data.x, data.y, data.validation, data.test], text: m.compare_in_plan() };
  if ('sha256' in data)
    return {
      key: [data.sha256, data.kind === 'table' ? [data.inputs, data.target, data.scale, data.parts] : data.names],
      text: data.title,
    };
  return { key: data.kind, text: data.kind === 'mnist' ? 'MNIST' : planeDatasets[data.kind].title };
}

/** Fields that come before those of single layers, in the order they are shown. */
export const dataFields = {
  data: { title: m.compare_field_data, of: dataOf },
  train: { title: m.compare_field_train, of: (plan) => plain(shapeOf(plan).train) },
  validation: { title: m.compare_field_validation, of: (plan) => plain(shapeOf(plan).validation) },
  test: { title: m.compare_field_test, of: (plan) => plain(shapeOf(plan).test) },
  noise: { title: m.compare_field_noise, of: ({ data }) => plain('noise' in data ? data.noise : undefined) },
  classes: { title: m.compare_field_classes, of: ({ data }) => plain(classesOf(data)) },
  labelNoise: { title: m.compare_field_label_noise, of: ({ data }) => plain(data.labelNoise ?? 0) },
  imbalance: { title: m.compare_field_imbalance, of: ({ data }) => plain(data.imbalance ?? 1) },
  hidden: { title: m.compare_field_hidden, of: hiddenOf },
  blocks: { title: m.compare_field_blocks, of: blocksOf },
} satisfies Record<string, Field>;

/** Fields that come after them. Between them they read every part of a plan that changes a number, and the engine. */
export const trainingFields = {
  parameters: { title: m.compare_field_parameters, of: parametersOf },
  given: {
    title: m.compare_field_given,
    of: ({ parameters }) => ({ key: parameters, text: parameters ? m.compare_in_plan() : m.compare_drawn() }),
  },
  loss: { title: m.compare_field_loss, of: ({ loss }) => ({ key: loss, text: losses[loss].title }) },
  weightDecay: { title: m.compare_field_weight_decay, of: ({ weightDecay }) => plain(weightDecay) },
  l1: { title: m.compare_field_l1, of: ({ l1 }) => plain(l1 ?? 0) },
  optimizer: {
    title: m.compare_field_optimizer,
    of: ({ optimizer: { kind } }) => ({ key: kind, text: optimizerOf(kind).title }),
  },
  learningRate: { title: m.compare_field_learning_rate, of: ({ optimizer }) => plain(optimizer.learningRate) },
  momentum: { title: m.compare_field_momentum, of: rate('momentum') },
  alpha: { title: m.compare_field_alpha, of: rate('alpha') },
  beta1: { title: m.compare_field_beta1, of: rate('beta1') },
  beta2: { title: m.compare_field_beta2, of: rate('beta2') },
  epsilon: { title: m.compare_field_epsilon, of: rate('epsilon') },
  decay: { title: m.compare_field_decay, of: rate('decay') },
  clip: { title: m.compare_field_clip, of: ({ optimizer }) => plain(optimizer.clip) },
  schedule: {
    title: m.compare_field_schedule,
    of({ optimizer: { schedule } }) {
      const kind = schedule?.kind ?? 'constant';
      return { key: kind, text: scheduleOf(kind).title };
    },
  },
  every: { title: m.compare_field_every, of: scheduled('every') },
  factor: { title: m.compare_field_factor, of: scheduled('factor') },
  floor: { title: m.compare_field_floor, of: scheduled('floor') },
  batchSize: { title: m.compare_field_batch, of: ({ batchSize }) => plain(batchSize) },
  shuffle: { title: m.compare_field_shuffle, of: ({ shuffle }) => ({ key: shuffle, text: yesNo(shuffle) }) },
  patience: { title: m.compare_field_patience, of: ({ earlyStopping }) => plain(earlyStopping?.patience) },
  length: {
    title: m.compare_field_length,
    of: ({ length }) => ({
      key: length,
      text:
        'epochs' in length
          ? m.compare_epochs({ n: String(length.epochs) })
          : m.compare_steps({ n: String(length.steps) }),
    }),
  },
  seed: { title: m.compare_field_seed, of: ({ seed }) => plain(seed) },
  engine: {
    title: m.compare_field_engine,
    of: (plan) => ({ key: engineOf(plan), text: engines[engineOf(plan)].title }),
  },
  backend: {
    title: m.compare_field_backend,
    of: ({ backend }) => (backend ? { key: backend, text: backends[backend].title } : null),
  },
} satisfies Record<string, Field>;
