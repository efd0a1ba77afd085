import { classesOf } from '../datasets.ts';
import { architecture } from '../graph/graph.ts';
import type { Layer, Plan } from './schema.ts';
import { shapeOf } from './shape.ts';

type Value = string | number | undefined;

const each = (plan: Plan, of: (layer: Layer) => string[]): string => [...new Set(plan.network.flatMap(of))].join(', ');

/** What tells the runs of an experiment apart in few words, the most telling first: the value that a plan has. */
export const settings = {
  learningRate: ({ optimizer }) => optimizer.learningRate,
  optimizer: ({ optimizer }) => optimizer.kind,
  momentum: ({ optimizer }) => optimizer.momentum,
  weightDecay: ({ weightDecay }) => weightDecay,
  l1: ({ l1 }) => l1 ?? 0,
  batchSize: ({ batchSize }) => batchSize,
  network: (plan) => architecture(plan.network, shapeOf(plan).width),
  activation: (plan) => each(plan, (layer) => (layer.type === 'activation' ? [layer.fn] : [])) || '–',
  init: (plan) => each(plan, (layer) => (layer.type === 'dense' ? [layer.init.kind] : [])),
  dropout: (plan) => each(plan, (layer) => (layer.type === 'dropout' ? [String(layer.p)] : [])) || '0',
  data: ({ data }) => data.kind,
  train: ({ data }) => ('train' in data ? data.train : undefined),
  validation: (plan) => shapeOf(plan).validation,
  noise: ({ data }) => ('noise' in data ? data.noise : undefined),
  classes: ({ data }) => classesOf(data),
  labelNoise: ({ data }) => data.labelNoise ?? 0,
  imbalance: ({ data }) => data.imbalance ?? 1,
  loss: ({ loss }) => loss,
  epochs: ({ length }) => ('epochs' in length ? length.epochs : undefined),
  steps: ({ length }) => ('steps' in length ? length.steps : undefined),
  seed: ({ seed }) => seed,
} satisfies Record<string, (plan: Plan) => Value>;

export type SettingId = keyof typeof settings;
export const settingIds = Object.keys(settings) as SettingId[];

/** A setting, and what a run has it at. */
export interface Setting {
  id: SettingId;
  value: string | number;
}

/** The settings in which `after` differs from `before`, as `after` has them. */
export const settingsBetween = (before: Plan, after: Plan): Setting[] =>
  settingIds.flatMap((id) => {
    const value: Value = settings[id](after);
    return value === undefined || value === settings[id](before) ? [] : [{ id, value }];
  });
