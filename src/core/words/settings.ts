import { activations } from '../activations.ts';
import { planeDatasets } from '../datasets.ts';
import { initializers } from '../initializers.ts';
import { losses } from '../losses.ts';
import { optimizers } from '../optimizers.ts';
import type { Setting, SettingId } from '../plan/settings.ts';
import { m } from './m.ts';

type Value = Setting['value'];

/** The titles of what a setting lists by id. */
const titles =
  (registry: Record<string, { title: string }>) =>
  (value: Value): string =>
    String(value)
      .split(', ')
      .map((id) => registry[id]?.title ?? id)
      .join(', ');
const symbol =
  (letter: string) =>
  (value: Value): string =>
    `${letter} ${value}`;

const texts: Record<SettingId, (value: Value) => string> = {
  learningRate: symbol('η'),
  optimizer: titles(optimizers),
  momentum: (value) => m.runs_setting_momentum({ value }),
  weightDecay: symbol('λ'),
  l1: symbol('λ₁'),
  batchSize: (value) => m.runs_setting_batch({ value }),
  network: String,
  activation: titles(activations),
  init: titles(initializers),
  dropout: symbol('p'),
  data: titles(planeDatasets),
  train: (value) => m.runs_setting_train({ value }),
  validation: (value) => m.runs_setting_validation({ value }),
  noise: (value) => m.runs_setting_noise({ value }),
  classes: (value) => m.runs_setting_classes({ value }),
  labelNoise: (value) => m.runs_setting_label_noise({ value }),
  imbalance: (value) => m.runs_setting_imbalance({ value }),
  loss: titles(losses),
  epochs: (value) => m.runs_setting_epochs({ value }),
  steps: (value) => m.runs_setting_steps({ value }),
  seed: (value) => m.runs_setting_seed({ value }),
};

/** `η 0.5`, `seed 3`. */
export const settingText = ({ id, value }: Setting): string => texts[id](value);

/** What a run differs in, as it stands beside its name: `η 0.5, seed 3`, and how many more; empty for nothing. */
export function differsText(differs: readonly Setting[] = []): string {
  const most = 2;
  const shown = differs.slice(0, most).map(settingText).join(', ');
  return differs.length > most ? m.runs_differs_more({ shown, n: String(differs.length - most) }) : shown;
}
