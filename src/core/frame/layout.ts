import { ofPictures } from '../datasets.ts';
import { gradientName, rowsOf, type Graph } from '../graph/graph.ts';
import { activationsOf, bins, confusionOf, described, distributionsOf, jacobiansOf, momentsOf } from './observed.ts';
import { optimizerOf } from '../optimizers.ts';
import type { Plan } from '../plan/schema.ts';
import { needsOf } from '../plots.ts';
import { stepsPerEpoch, totalSteps, type DataShape } from '../plan/shape.ts';

/** One tensor of a frame: rows × columns floats; `'n'` rows are one for each example of the batch. */
export interface Entry {
  name: string;
  rows: number | 'n';
  columns: number;
}

/** What the two kinds of frame hold, in order. Stored with the run, so that a later version can still read it. */
export interface Layout {
  /** What was observed at a step. */
  frame: Entry[];
  /** The parameters, and what the optimizer remembers of them: `W1`, `m W1`; and what was measured before and frames that
   *  follow still say. */
  keyframe: Entry[];
  /** What is in those frames of a small recording that only draw its curves (core/frame/small.ts). */
  curve?: Entry[];
}

/** When a run records: a frame every so many steps, a keyframe every so many; the last step has both. */
export interface Cadence {
  frameEvery: number;
  keyframeEvery: number;
  /** Left out where the parameters are many: the plan says how they were drawn. */
  keyframeAtStart: boolean;
}

/** Networks up to this many numbers a step show every value and gradient; larger ones norms and histograms. */
const SMALL = 8192;
/** Most floats of one tensor, and of all together, that a look at a step brings. */
const LOOK_TENSOR = 4e6;
const LOOK_ALL = 32e6;
/** Digits in the grids of inputs and predictions. */
export const shownCount = 100;
const FRAME_BUDGET = 24 * 2 ** 20;
/** To train a weight on so many examples takes twenty times as long, on two threads, as to count it into a histogram. */
const COUNTED = 500;
const START_BYTES = 4 * 2 ** 20;
const KEYFRAME_BUDGET = 32 * 2 ** 20;

export function layoutOf(plan: Plan, graph: Graph, shape: DataShape): Layout {
  const needs = needsOf(plan);
  const parameters = graph.variables.filter((v) => v.role === 'parameter');
  const letters = ['', ...optimizerOf(plan.optimizer.kind).memory.map((letter) => `${letter} `)];
  const keyframe = letters.flatMap((letter) =>
    parameters.map(({ name, rows, columns }): Entry => ({ name: letter + name, rows, columns })),
  );
  // what training goes on from besides: the losses of the latest epoch, and what early stopping remembers
  const kept = [...keyframe];
  keyframe.push({ name: 'losses', rows: 1, columns: stepsPerEpoch(plan) });
  if (plan.earlyStopping)
    keyframe.push({ name: 'best', rows: 1, columns: 3 }, ...kept.map((own) => ({ ...own, name: `best ${own.name}` })));
  const frame: Entry[] = [
    { name: 'rows', rows: 'n', columns: 1 }, // which training examples the batch is
    { name: '‖W‖', rows: 1, columns: graph.weights.length },
    { name: '‖dW‖', rows: 1, columns: graph.weights.length },
    { name: '‖ΔW‖', rows: 1, columns: graph.weights.length }, // of the update that follows, 0 where frozen
    { name: 'η', rows: 1, columns: 1 }, // of the update that follows
    { name: 'mean', rows: 1, columns: momentsOf(graph).length },
    { name: 'variance', rows: 1, columns: momentsOf(graph).length },
  ];
  const activations = activationsOf(graph).length;
  if (activations > 0) {
    frame.push({ name: 'saturated', rows: 1, columns: activations }); // share of z outside the Goldilocks zone
    frame.push({ name: 'dead', rows: 1, columns: activations }); // share of units flat for the whole batch
    frame.push({ name: '‖dh‖', rows: 1, columns: activations }); // of ∂J/∂h for the whole batch
  }
  // singular values, largest first: of each layer's Jacobian, and of their product from the first layer on
  jacobiansOf(plan, graph).forEach(({ rows, columns }, i, all) => {
    frame.push({ name: `σ M${i + 1}`, rows: 1, columns: Math.min(rows, columns) });
    if (i > 0) frame.push({ name: `σ M1…${i + 1}`, rows: 1, columns: Math.min(rows, all[0]?.columns ?? rows) });
  });
  const seen = graph.variables.filter((v) => v.role !== 'data' && v.role !== 'scalar');
  const all = seen.flatMap(({ name, rows, columns, gradient }): Entry[] =>
    gradient
      ? [
          { name, rows, columns },
          { name: gradientName(name), rows, columns },
        ]
      : [{ name, rows, columns }],
  );
  if (all.reduce((sum, entry) => sum + rowsOf(entry, plan.batchSize) * entry.columns, 0) <= SMALL) frame.push(...all);
  else
    for (const name of distributionsOf(graph, needs))
      frame.push({ name: `hist ${name}`, rows: 1, columns: bins + described });
  if (shape.validation > 0) {
    // loss and accuracy of the validation set, and the step they were measured at; NaN before
    const validation: Entry = { name: 'validation', rows: 1, columns: 3 };
    frame.push(validation);
    keyframe.push(validation);
  }
  const classes = needs.has('confusion') ? confusionOf(shape) : 0;
  if (classes > 0) {
    // of the whole test set, when it was last measured; 0 before
    const confusion: Entry = { name: 'confusion', rows: classes, columns: classes };
    frame.push(confusion);
    keyframe.push(confusion);
  }
  if (ofPictures(plan.data)) {
    // the digits on show: which training examples, and what the network answers for them without dropout
    frame.push({ name: 'shown', rows: shownOf(shape), columns: 1 });
    frame.push({ name: 'shown o', rows: shownOf(shape), columns: shape.outputs });
  }
  return { frame, keyframe };
}

/** What a look at one step brings: the batch's rows, then every variable but the examples themselves with its gradient,
 *  parameters first; without what is too large. */
export function lookEntries(graph: Graph, batchSize: number): Entry[] {
  const seen = graph.variables.filter((v) => v.role !== 'data');
  const parameter = (v: (typeof seen)[number]): boolean => v.role === 'parameter';
  const wanted = [...seen.filter(parameter), ...seen.filter((v) => !parameter(v))].flatMap(
    ({ name, rows, columns, gradient }): Entry[] =>
      [name, ...(gradient ? [gradientName(name)] : [])].map((shown) => ({ name: shown, rows, columns })),
  );
  let left = LOOK_ALL;
  return [{ name: 'rows', rows: 'n', columns: 1 } satisfies Entry, ...wanted].filter((entry) => {
    const size = sizeOf([entry], batchSize);
    if (size > Math.min(left, LOOK_TENSOR)) return false;
    left -= size;
    return true;
  });
}

/** How many digits are shown: 100, or all there are. */
export const shownOf = (shape: DataShape): number => Math.min(shownCount, shape.train);

/** Floats of a frame with n examples. */
export const sizeOf = (entries: readonly Entry[], n: number): number =>
  entries.reduce((sum, entry) => sum + rowsOf(entry, n) * entry.columns, 0);

/** How often the floats of all weights are counted into histograms of a frame. */
function countedShare({ frame, keyframe }: Layout): number {
  const weights = keyframe.filter(({ name }) => /^W\d+$/.test(name));
  const counted = new Set(frame.map(({ name }) => name));
  const floats = (entries: readonly Entry[]): number => sizeOf(entries, 0);
  const values = floats(weights.filter(({ name }) => counted.has(`hist ${name}`)));
  const gradients = floats(weights.filter(({ name }) => counted.has(`hist ${gradientName(name)}`)));
  return (values + gradients) / Math.max(1, floats(weights));
}

/** Measuring the test and validation sets may take a fifth of the time of training. */
const TEST_SHARE = 4;

/** Steps from one measurement of these sets to the next: rarely enough, and a multiple of the frames' cadence, so that it
 *  depends on the plan alone. */
export function testEveryOf(
  plan: Plan,
  { validation, test }: Pick<DataShape, 'validation' | 'test'>,
  { frameEvery }: Cadence,
): number {
  const between = (TEST_SHARE * (validation + test)) / (3 * plan.batchSize);
  return frameEvery * Math.max(1, Math.ceil(between / frameEvery));
}

/** Spreads at most 1,000 frames and 20 keyframes over a run, fewer where they are large. Depends on the plan alone,
 *  so that equal plans record equal frames. */
export function cadenceOf(plan: Plan, layout: Layout): Cadence {
  const steps = totalSteps(plan);
  const spread = (entries: readonly Entry[], budget: number, least: number, most: number): number => {
    const bytes = 4 * sizeOf(entries, plan.batchSize) + 100;
    return Math.max(1, Math.ceil(steps / Math.min(most, Math.max(least, Math.floor(budget / bytes)))));
  };
  // answering the digits on show may take a quarter of the time of training
  const shown = layout.frame.find((entry) => entry.name === 'shown');
  const forShown = Math.ceil(Number(shown?.rows ?? 0) / (0.75 * plan.batchSize));
  // and histograms of parameters a twentieth, as long as there are a hundred frames
  const forHistograms = Math.min(Math.ceil((COUNTED * countedShare(layout)) / plan.batchSize), Math.floor(steps / 100));
  return {
    frameEvery: Math.max(forShown, forHistograms, spread(layout.frame, FRAME_BUDGET, 100, 1000)),
    keyframeAtStart: 4 * sizeOf(layout.keyframe, 0) <= START_BYTES,
    keyframeEvery: spread(layout.keyframe, KEYFRAME_BUDGET, 1, 20),
  };
}
