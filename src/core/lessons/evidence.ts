import { baselineIds, type BaselineId, type Baselines, type Judged } from '../baselines.ts';
import { examplesOf, sourceKeyOf } from '../examples.ts';
import { scalarNames, type Frame, type ScalarName } from '../frame/frame.ts';
import { activationsOf, momentsOf } from '../frame/observed.ts';
import { rowsOf, type Graph, type Variable } from '../graph/graph.ts';
import type { Entry, Layout } from '../frame/layout.ts';
import { memoryOf, totalOf } from '../plan/memory.ts';
import type { Plan } from '../plan/schema.ts';
import type { RunStatus } from '../run.ts';
import { disagreementNames, type Disagreement } from './disagreement.ts';
import { FormulaError, Missing, type Value } from './expression.ts';

/** One network at one step, as its recording has it. */
export interface Evidence {
  plan: Plan;
  graph: Graph;
  layout: Layout;
  frame: Frame;
  /** The keyframe of that very step, where there is one. */
  keyframe: Frame | null;
  status: RunStatus | 'none';
  /** What predicts from its examples without training; null where no formula asks for it. */
  baselines: Baselines | null;
  /** How far its passes with dropout disagree; null where no formula asks for it. */
  passes: Disagreement | null;
}

/** Numbers that are known of a network beside those of its frame. Bytes are of a whole batch. */
const figures: Record<string, (evidence: Evidence) => number> = {
  intermediates: ({ plan }) => memoryOf(plan).intermediates,
  prediction: ({ plan }) => memoryOf(plan).prediction,
  training({ plan }) {
    const memory = memoryOf(plan);
    return totalOf(memory) - memory.prediction - memory.lists;
  },
  /** The step at which a number was none any more; NaN where that did not happen. */
  diverged: ({ status, frame }) => (status === 'diverged' ? frame.scalars.step : NaN),
  batch: ({ plan }) => plan.batchSize,
  /** The scale of the first dense layer's initial rule: σ of normal weights. */
  scale: ({ plan }) => plan.network.find((layer) => layer.type === 'dense')?.init.scale ?? NaN,
  learningRate: ({ plan }) => plan.optimizer.learningRate,
  lambda: ({ plan }) => plan.weightDecay,
  validationLoss: (evidence) => listOf(evidence, 'validation')[0] ?? NaN,
  validationAccuracy: (evidence) => listOf(evidence, 'validation')[1] ?? NaN,
};

/** `kernelAccuracy`, `ridgelessTrainLoss`, …: which baseline, of which examples, and what of them. */
const ofBaselines = new Map(
  baselineIds.flatMap((id) =>
    (['train', 'test'] as const).flatMap((part) =>
      (['accuracy', 'loss'] as const).map(
        (what): [string, { id: BaselineId; part: 'train' | 'test'; what: keyof Judged }] => [
          `${id}${part === 'train' ? 'Train' : ''}${what === 'accuracy' ? 'Accuracy' : 'Loss'}`,
          { id, part, what },
        ],
      ),
    ),
  ),
);
const oneOf = (names: readonly string[]): RegExp => new RegExp(String.raw`\b(${names.join('|')})\b`);
const namesBaseline = oneOf([...ofBaselines.keys()]);
const namesPasses = oneOf(disagreementNames);

/** What formulas may ask for that takes seconds, and is worked out for nothing else. */
export interface Asked {
  baselines: boolean;
  passes: boolean;
}
export const askedBy = (formula: string): Asked => ({
  baselines: namesBaseline.test(formula),
  passes: namesPasses.test(formula),
});

/** Names that formulas may have of any network, beside those of its graph. */
export const figureNames: readonly string[] = [
  ...scalarNames,
  ...Object.keys(figures),
  ...ofBaselines.keys(),
  ...disagreementNames,
];

/** What a name stands for in a network: a scalar of its frame, a figure, or a tensor or its gradient.
 *  @throws Missing where frames do not hold it, FormulaError for a name that is of no such network */
export function named(evidence: Evidence, name: string, letter: string): Value {
  const { frame, graph } = evidence;
  if ((scalarNames as readonly string[]).includes(name)) return frame.scalars[name as ScalarName];
  const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
  if (figure) return figure(evidence);
  const ofOne = ofBaselines.get(name);
  if (ofOne) return ofBaseline(evidence, name, ofOne);
  const ofPasses = disagreementNames.find((one) => one === name);
  if (ofPasses) return there(name, evidence.passes?.[ofPasses]);
  const found = variableOf(graph, name);
  if (!found) throw new FormulaError(`${name} is not known`);
  return {
    rows: rowsOf(found.variable, frame.n),
    columns: found.variable.columns,
    get values() {
      return tensorOf(evidence, name);
    },
    found: { name, letter },
  };
}

/** @throws Missing where it was not computed, or could not be */
function ofBaseline(
  { baselines }: Evidence,
  name: string,
  { id, part, what }: { id: BaselineId; part: 'train' | 'test'; what: keyof Judged },
): number {
  const found = baselines?.[id];
  return there(name, found && !('refused' in found) ? found[part]?.[what] : null);
}

/** @throws Missing */
function there(name: string, value: number | null | undefined): number {
  if (value === null || value === undefined) throw new Missing(`${name} is not there`);
  return value;
}

/** A variable by its name or its gradient's. */
export function variableOf(graph: Graph, name: string): { variable: Variable } | null {
  const own = graph.variables.find((variable) => variable.name === name);
  if (own) return { variable: own };
  const variable = graph.variables.find((one) => one.gradient && `d${one.name}` === name);
  return variable ? { variable } : null;
}

function tensorOf({ plan, frame, keyframe }: Evidence, name: string): Float32Array | Float64Array {
  const values = frame.tensor(name) ?? keyframe?.tensor(name) ?? null;
  if (values) return values;
  if (name === 'x' || name === 'y') return examplesIn(plan, frame, name);
  throw new Missing(`${name} is not recorded`);
}

/** The examples of a frame's batch. */
function examplesIn(plan: Plan, frame: Frame, name: 'x' | 'y'): Float64Array {
  const rows = frame.tensor('rows');
  if (sourceKeyOf(plan.data) !== null || !rows) throw new Missing(`${name} is not recorded`);
  const { x, y, width, targetWidth } = examplesOf(plan, null).train;
  const [values, columns] = name === 'x' ? [x, width] : [y, targetWidth];
  return Float64Array.from(rows).reduce(
    (into, row, i) => {
      for (let j = 0; j < columns; j++) into[i * columns + j] = values[row * columns + j] ?? NaN;
      return into;
    },
    new Float64Array(rows.length * columns),
  );
}

/** One number that frames hold of whole tensors: ‖W2‖, ‖dW2‖, ‖dh3‖, mean and variance of z, h, o. Null where there is none. */
export function summaryOf(
  { graph, layout, frame }: Evidence,
  what: 'norm' | 'mean' | 'variance',
  name: string,
): number | null {
  const weight = graph.weights.indexOf(name.replace(/^d/, ''));
  const places: Record<typeof what, [entry: string, place: number]> = {
    norm: /^dh/.test(name)
      ? ['‖dh‖', activationsOf(graph).findIndex(({ h }) => `d${h}` === name)]
      : [name.startsWith('d') ? '‖dW‖' : '‖W‖', weight],
    mean: ['mean', momentsOf(graph).indexOf(name)],
    variance: ['variance', momentsOf(graph).indexOf(name)],
  };
  const [entry, place] = places[what];
  const has = layout.frame.some((one: Entry) => one.name === entry);
  return place < 0 || !has ? null : (frame.tensor(entry)?.[place] ?? null);
}

/** A list of frames by its name: `saturated`, `σ M1…3`. @throws Missing */
export function listOf({ frame }: Evidence, name: string): Float32Array {
  const values = frame.tensor(name);
  if (!values) throw new Missing(`${name} is not recorded`);
  return values;
}
