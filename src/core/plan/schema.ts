import { config, z } from 'zod';
import { activationIds } from '../activations.ts';
import { dataLimits } from '../data/limits.ts';
import { mnist, planeDatasetIds } from '../datasets.ts';
import { backendIds, engineChoices } from '../engines.ts';
import { initializerIds } from '../initializers.ts';
import { lossIds } from '../losses.ts';
import { optimizerIds, rateRanges, type RateId } from '../optimizers.ts';
import { plotIds } from '../plots.ts';
import { scheduleIds } from '../schedules.ts';
import { nameSchema } from './text.ts';

config({ jitless: true }); // the window's CSP forbids eval, which zod's fast path wants

/** What a plan may hold at most. A byte estimate of the whole run is checked besides (problems.ts). */
export const limits = {
  units: 8192,
  layers: 200,
  examples: 20_000,
  /** Of a batch. */
  batch: dataLimits.rows,
  steps: 10_000_000,
  inlineNumbers: 4_000_000,
  /** The smaller side of a matrix whose columns are made orthogonal: a second or two of work. */
  orthogonal: 1024,
  textBytes: 64 * 2 ** 20,
  depth: 8,
} as const;

const count = (max: number, min = 1): z.ZodNumber => z.int().min(min).max(max);
/** A list of which the first wrong entry alone is told: of millions, an issue for each would take all memory. */
const listOf = <T>(expected: 'number' | 'string', is: (entry: unknown) => entry is T, most: number) =>
  z
    .array(z.unknown())
    .min(1)
    .max(most)
    .transform((entries, context) => {
      const wrong = entries.findIndex((entry) => !is(entry));
      if (wrong >= 0) context.addIssue({ code: 'invalid_type', expected, input: entries[wrong], path: [wrong] });
      return entries as T[];
    });
const row = listOf('number', (entry): entry is number => Number.isFinite(entry), limits.units);
const rows = z.array(row).min(1).max(limits.examples);

/** The share of training labels that are drawn anew, uniformly over all classes; test labels stay right. */
const labelNoise = z.number().min(0).max(1).exactOptional();
/** How many times larger the first class of the training part is than the last; classes between fall geometrically. Not given, 1:
 *  all as they are. Validation and test part stay as they are. */
const imbalance = z.number().min(1).max(1000).exactOptional();
/** Examples that are neither trained on nor tested with: what early stopping looks at, and choices are made by. */
const validation = count(limits.examples, 0).exactOptional();
const plane = z.strictObject({
  kind: z.enum(planeDatasetIds),
  train: count(limits.examples, 2),
  test: count(limits.examples, 0),
  validation,
  noise: z.number().min(0).max(5).default(1),
  /** How many classes, of sets that can have more than two; not given, two. */
  classes: count(4, 2).exactOptional(),
  labelNoise,
  imbalance,
});
const digits = z.strictObject({
  kind: z.literal('mnist'),
  train: count(mnist.count),
  test: count(mnist.count, 0),
  validation,
  labelNoise,
  imbalance,
});
const pair = z.tuple([z.number(), z.number()]);
/** Examples written into the plan: `y` is one class number a row, or one row of numbers a row. */
const written = { x: rows, y: z.union([z.array(count(limits.units, 0)).min(1).max(limits.examples), rows]) };
const inline = z.strictObject({
  kind: z.literal('inline'),
  ...written,
  test: z.strictObject(written).exactOptional(),
  validation: z.strictObject(written).exactOptional(),
  /** Points that were drawn by hand: x = (where they were drawn − mean) / deviation. Changes no number. */
  drawn: z.strictObject({ mean: pair, deviation: pair }).exactOptional(),
  labelNoise,
  imbalance,
});

/** Names of columns and categories, as they stand in a file. */
const label = z.string().min(1).max(200);
const stored = { sha256: z.string().regex(/^[0-9a-f]{64}$/), title: nameSchema };
const ofRows = {
  train: count(dataLimits.rows),
  test: count(dataLimits.rows, 0),
  validation: count(dataLimits.rows, 0).exactOptional(),
  labelNoise,
  imbalance,
};
const categories = z.array(label).min(1).max(dataLimits.categories).exactOptional();
/** Rows of a stored table (docs/DATA.md). Of a column of categories the plan says all of them, in the order of the units that
 *  they become. Rows without a target, or without an input for which `missing` does not say what stands there instead, are left
 *  out. `parts`: the column that says what each row is for; without it, the seed does. */
const table = z.strictObject({
  kind: z.literal('table'),
  ...stored,
  inputs: z
    .array(z.strictObject({ column: label, categories, missing: z.enum(['mean', 'mark']).exactOptional() }))
    .min(1)
    .max(dataLimits.columns),
  target: z.strictObject({ column: label, categories }),
  /** Of columns of numbers, the target too: to mean 0 and variance 1, or to [0, 1], of the training rows; or not. */
  scale: z.enum(['standard', 'range', 'none']).default('standard'),
  parts: z
    .strictObject({ column: label, train: label, test: label.exactOptional(), validation: label.exactOptional() })
    .exactOptional(),
  ...ofRows,
});
/** Pictures of 28 × 28 of a stored set. */
const images = z.strictObject({
  kind: z.literal('images'),
  ...stored,
  /** Of its classes. */
  names: z.array(label).min(2).max(dataLimits.categories),
  ...ofRows,
});

const dense = z.strictObject({
  type: z.literal('dense'),
  units: count(limits.units),
  init: z.strictObject({ kind: z.enum(initializerIds), scale: z.number().min(-1e6).max(1e6).exactOptional() }),
  bias: z.boolean().default(true),
  /** Frozen weights and biases stay as they were drawn; their gradients are computed all the same. */
  frozen: z.boolean().exactOptional(),
});
const activation = z.strictObject({ type: z.literal('activation'), fn: z.enum(activationIds) });
const dropout = z.strictObject({ type: z.literal('dropout'), p: z.number().min(0).lt(1) });
const noise = z.strictObject({ type: z.literal('noise'), sigma: z.number().min(0).max(100) });

export const layerSchema = z.discriminatedUnion('type', [dense, activation, dropout, noise]);

const rate = (id: RateId): z.ZodExactOptional<z.ZodNumber> =>
  z.number().min(rateRanges[id].least).lt(rateRanges[id].below).exactOptional();
/** Constants that are not given have the schedule's default (schedules.ts). */
const schedule = z.strictObject({
  kind: z.enum(scheduleIds),
  every: count(limits.steps).exactOptional(),
  factor: z.number().gt(0).max(1).exactOptional(),
  floor: z.number().min(0).max(1e6).exactOptional(),
});
/** Rates that are not given have the optimizer's default; one it does not take is a problem (problems.ts). */
const optimizer = z.strictObject({
  kind: z.enum(optimizerIds),
  learningRate: z.number().min(0).max(1e6),
  momentum: rate('momentum'),
  alpha: rate('alpha'),
  beta1: rate('beta1'),
  beta2: rate('beta2'),
  epsilon: rate('epsilon'),
  decay: rate('decay'),
  /** The gradient of all parameters together is scaled down to this norm where it is longer. */
  clip: z.number().gt(0).max(1e6).exactOptional(),
  /** How the learning rate changes; not given, it does not. */
  schedule: schedule.exactOptional(),
});

const placed = z.strictObject({
  plot: z.enum(plotIds),
  wide: z.boolean().exactOptional(),
  options: z.record(z.string().max(20), z.union([z.boolean(), z.number(), z.string().max(40)])).exactOptional(),
});

/** An experiment document, version 1: everything a run depends on, and the plots it is looked at with. */
export const planSchema = z.strictObject({
  goldilocks: z.literal(1),
  name: nameSchema,
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  data: z.discriminatedUnion('kind', [plane, digits, inline, table, images]),
  network: z.array(layerSchema).max(limits.layers),
  loss: z.enum(lossIds),
  /** λ of s = λ/2 Σ‖W‖². */
  weightDecay: z.number().min(0).max(1e6),
  /** λ₁ of the penalty λ₁ Σ|W|. */
  l1: z.number().min(0).max(1e6).exactOptional(),
  optimizer,
  batchSize: count(limits.batch),
  shuffle: z.boolean(),
  /** Ends the run when the loss of the validation set (of the test set, where there is none) has had no new minimum for so many
   *  epochs; the best parameters are kept. */
  earlyStopping: z.strictObject({ patience: count(limits.steps) }).exactOptional(),
  /** What carries out the steps; not given, the SIMD kernels. And TensorFlow's backend; not given, the best there is. */
  engine: z.enum(engineChoices).exactOptional(),
  backend: z.enum(backendIds).exactOptional(),
  length: z.union([z.strictObject({ epochs: count(limits.steps) }), z.strictObject({ steps: count(limits.steps) })]),
  /** Exact initial values by name (`W1`, `b1`); what is not given is drawn. */
  parameters: z.record(z.string().regex(/^[Wb][1-9]\d{0,2}$/), z.union([rows, row])).exactOptional(),
  /** The plots from top to bottom (plots.ts). They change no number; frames hold what they need. */
  plots: z.array(placed).max(plotIds.length).exactOptional(),
});

export type Plan = z.infer<typeof planSchema>;
export type PlanInput = z.input<typeof planSchema>;
export type Layer = z.infer<typeof layerSchema>;
export type DataSpec = Plan['data'];
