import { mnist, mostClassesOf, ofPictures, type PlaneDatasetId } from '../../core/datasets.ts';
import type { BackendId, EngineChoice } from '../../core/engines.ts';
import { graphOf } from '../../core/graph/graph.ts';
import type { InitializerId } from '../../core/initializers.ts';
import { losses, type LossId } from '../../core/losses.ts';
import { optimizerOf, rateIds, type OptimizerId, type RateId } from '../../core/optimizers.ts';
import { presets } from '../../core/plan/presets.ts';
import type { DataSpec, Plan } from '../../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch } from '../../core/plan/shape.ts';
import { m } from '../../core/words/m.ts';
import { withPlots } from '../../core/plots.ts';
import { scheduleConstantIds, scheduleOf, type ScheduleConstantId, type ScheduleId } from '../../core/schedules.ts';
import type { Adapted } from './adapted.ts';
import { changeLayer } from './chain.ts';

/** What data asks of a network: one of two classes, one of several, or numbers. */
type Asked = 'two' | 'several' | 'values';

/** The loss that is usually taken for it. */
const usualLoss = {
  two: 'binary_cross_entropy',
  several: 'softmax_cross_entropy',
  values: 'squared_error',
} as const satisfies Record<Asked, LossId>;

function askedBy(data: DataSpec): Asked {
  // a row of one 0 or 1 each is a class as well
  if (data.kind === 'inline' && Array.isArray(data.y[0]))
    return data.y.every((y) => Array.isArray(y) && y.length === 1 && (y[0] === 0 || y[0] === 1)) ? 'two' : 'values';
  const { classes } = shapeOf({ data, loss: 'softmax_cross_entropy' });
  return classes > 2 ? 'several' : classes === 2 ? 'two' : 'values';
}

/** The loss for changed data. Numbers want another than classes do; between two classes and several, what was the usual one
 *  for the one becomes the usual one for the other, and a loss that was chosen stays. */
function lossFor(plan: Plan, data: DataSpec): LossId {
  const [before, after] = [askedBy(plan.data), askedBy(data)];
  const changed = before !== after && (after === 'values' || before === 'values' || plan.loss === usualLoss[before]);
  return changed ? usualLoss[after] : plan.loss;
}

/** Changes data other than between points and digits: loss and last layer follow, and given parameters that would not fit go;
 *  with fewer examples a batch is at most all of them. */
function withPoints(plan: Plan, data: DataSpec): Adapted {
  const loss = lossFor(plan, data);
  const notes = loss === plan.loss ? [] : [losses[loss].title];
  const fitted = withOutputs({ ...plan, data, loss });
  notes.push(...fitted.notes);
  let next = fitted.plan;
  const { width, train } = shapeOf(next);
  if (next.batchSize > train) {
    next = { ...next, batchSize: train };
    notes.push(m.bar_document_note_batch({ n: train }));
  }
  if (next.parameters && (fitted.notes.length > 0 || width !== shapeOf(plan).width)) {
    next = withoutParameters(next);
    notes.push(m.bar_document_note_drawn());
  }
  return { plan: next, notes };
}

/** Changes the data, and in the same edit what no longer fits: the loss and the units of the last layer; and where points of
 *  the plane become digits, or the other way round, the batch size, the epochs, given parameters, and the plots, most of which
 *  would have nothing to show. */
export function withData(plan: Plan, data: DataSpec): Adapted {
  if (ofPictures(plan.data) === ofPictures(data)) return withPoints(plan, data);
  const next: Plan = { ...plan, data };
  const usual = ofPictures(data) ? presets.digits : presets.moons;
  const notes: string[] = [];
  const loss = usualLoss[askedBy(data)];
  const values = askedBy(data) === 'values' || askedBy(plan.data) === 'values';
  if (values ? plan.loss !== loss : losses[plan.loss].target !== losses[loss].target) {
    next.loss = loss;
    notes.push(losses[loss].title);
  }
  const fitted = withOutputs(next);
  notes.push(...fitted.notes);
  const batchSize = Math.min(usual.batchSize, shapeOf(next).train);
  if (plan.batchSize !== batchSize) notes.push(m.bar_document_note_batch({ n: batchSize }));
  const adapted: Plan = { ...fitted.plan, batchSize };
  const { length } = usual;
  if ('epochs' in plan.length && 'epochs' in length && plan.length.epochs !== length.epochs) {
    adapted.length = length;
    notes.push(m.bar_document_note_epochs({ n: length.epochs, shown: String(length.epochs) }));
  }
  if (adapted.parameters) notes.push(m.bar_document_note_drawn());
  if (adapted.plots) notes.push(m.bar_document_note_plots());
  return { plan: withPlots(withoutParameters(adapted), undefined), notes };
}

/** A set of data by its name: points keep their numbers and noise, digits begin with the usual split. */
export function withDataset(plan: Plan, kind: PlaneDatasetId | 'mnist'): Adapted {
  const { data } = plan;
  if (kind === 'mnist') {
    const validated = data.kind !== 'inline' && (data.validation ?? 0) > 0;
    const sizes = validated ? { train: 7000, validation: 1000, test: 2000 } : { train: 8000, test: 2000 };
    return withData(plan, { kind, ...sizes });
  }
  const sizes = 'noise' in data ? data : { train: 100, test: 100, noise: 1 };
  const without = { classes: undefined, labelNoise: undefined, imbalance: undefined };
  const { classes, labelNoise, imbalance, ...rest } = { ...without, ...sizes };
  return withData(plan, {
    ...rest,
    kind,
    ...(classes !== undefined && classes <= mostClassesOf(kind) && { classes }),
    ...(labelNoise !== undefined && mostClassesOf(kind) > 0 && { labelNoise }),
    ...(imbalance !== undefined && mostClassesOf(kind) > 0 && { imbalance }),
  });
}

/** Another number of classes; two, which need no word, are not written down. */
export function withClasses(plan: Plan, classes: number): Adapted {
  const { data } = plan;
  if (!('noise' in data)) return { plan, notes: [] };
  return withData(plan, withPart(data, 'classes', classes === 2 ? undefined : classes));
}

/** How many times larger the first class of the training part is than the last; 1 is not written down. A batch is at most what is left. */
export function withImbalance(plan: Plan, ratio: number): Adapted {
  const next = { ...plan, data: withPart(plan.data, 'imbalance', ratio === 1 ? undefined : ratio) };
  const { train } = shapeOf(next);
  if (next.batchSize <= train) return { plan: next, notes: [] };
  return { plan: { ...next, batchSize: train }, notes: [m.bar_document_note_batch({ n: train })] };
}

/** Without given initial values: every parameter is drawn, those that should have been given by the appropriate rule. */
export function withoutParameters({ parameters: _, ...plan }: Plan): Plan {
  const network = plan.network.map((layer) =>
    layer.type === 'dense' && layer.init.kind === 'given'
      ? { ...layer, init: { kind: 'appropriate' as const } }
      : layer,
  );
  return { ...plan, network };
}

/** Changes the loss, and the units of the last layer where the loss wants another number. */
export const withLoss = (plan: Plan, loss: LossId): Adapted => withOutputs({ ...plan, loss });

/** Gives the last dense layer the units that the loss wants on this data. */
export function withOutputs(plan: Plan): Adapted {
  const { outputs } = shapeOf(plan);
  const at = plan.network.findLastIndex((layer) => layer.type === 'dense');
  const layer = plan.network[at];
  if (layer?.type !== 'dense' || layer.units === outputs) return { plan, notes: [] };
  return {
    plan: { ...plan, network: plan.network.with(at, { ...layer, units: outputs }) },
    notes: [m.bar_document_note_outputs({ n: outputs, shown: String(outputs) })],
  };
}

/** Another initialization of layer `at`. Numbers that the plan gives for its parameters would be taken in its stead: they
 *  go, unless they are what is chosen. */
export function withInit(plan: Plan, at: number, kind: InitializerId): Adapted {
  const changed = changeLayer(plan, at, 'dense', (layer) => ({ ...layer, init: { kind } }));
  const names = graphOf(plan, shapeOf(plan)).layers[at]?.parameters ?? [];
  const { parameters } = plan;
  if (kind === 'given' || !parameters || !names.some((name) => parameters[name])) return { plan: changed, notes: [] };
  const kept = Object.entries(parameters).filter(([name]) => !names.includes(name));
  return {
    plan: withPart(changed, 'parameters', kept.length > 0 ? Object.fromEntries(kept) : undefined),
    notes: [m.bar_document_note_drawn()],
  };
}

/** The same initialization for every dense layer. */
export function withInitEverywhere(plan: Plan, kind: InitializerId): Adapted {
  let adapted: Adapted = { plan, notes: [] };
  plan.network.forEach((layer, at) => {
    if (layer.type !== 'dense') return;
    const next = withInit(adapted.plan, at, kind);
    adapted = { plan: next.plan, notes: [...new Set([...adapted.notes, ...next.notes])] };
  });
  return adapted;
}

/** With one optional part set, or left out where it is undefined. */
function withPart<T extends object, K extends keyof T>(whole: T, key: K, value: T[K] | undefined): T {
  const changed = { ...whole };
  if (value === undefined) Reflect.deleteProperty(changed, key);
  else changed[key] = value;
  return changed;
}

/** Another optimizer with its own defaults; rates that it takes as well are kept, and so are clipping and schedule. */
export function withOptimizer(plan: Plan, kind: OptimizerId): Plan {
  const { rates } = optimizerOf(kind);
  const refused = rateIds.filter((id) => rates[id] === undefined);
  const optimizer = refused.reduce((kept, id) => withPart(kept, id, undefined), plan.optimizer);
  return { ...plan, optimizer: { ...optimizer, kind } };
}

/** One rate of the optimizer; the default is not written down. */
export function withRate(plan: Plan, id: RateId, value: number): Plan {
  const usual = optimizerOf(plan.optimizer.kind).rates[id] === value;
  return { ...plan, optimizer: withPart(plan.optimizer, id, usual ? undefined : value) };
}

/** Another schedule of the learning rate; constants that it takes as well are kept. A constant rate is not written down. */
export function withSchedule(plan: Plan, kind: ScheduleId): Plan {
  const { constants } = scheduleOf(kind);
  const refused = scheduleConstantIds.filter((id) => constants[id] === undefined);
  const schedule = refused.reduce((kept, id) => withPart(kept, id, undefined), { ...plan.optimizer.schedule, kind });
  return { ...plan, optimizer: withPart(plan.optimizer, 'schedule', kind === 'constant' ? undefined : schedule) };
}

/** One constant of the schedule; the default is not written down. */
export function withConstant(plan: Plan, id: ScheduleConstantId, value: number): Plan {
  const { schedule } = plan.optimizer;
  if (!schedule) return plan;
  const usual = scheduleOf(schedule.kind).constants[id] === value;
  return { ...plan, optimizer: { ...plan.optimizer, schedule: withPart(schedule, id, usual ? undefined : value) } };
}

/** What clipping and early stopping begin with when they are turned on. */
export const usual = { clip: 1, patience: 10 } as const;

/** λ₁ of the penalty λ₁ Σ|W|; 0 is not written down. */
export const withL1 = (plan: Plan, l1: number): Plan => withPart(plan, 'l1', l1 === 0 ? undefined : l1);

/** The longest gradient, or null for no limit. */
export const withClip = (plan: Plan, clip: number | null): Plan => ({
  ...plan,
  optimizer: withPart(plan.optimizer, 'clip', clip ?? undefined),
});

/** Epochs without a new minimum of the validation loss after which the run ends, or null where it goes on. What it looks at comes
 *  with it: as many validation examples as there are for testing, or what is left of the digits. */
export function withStopping(plan: Plan, patience: number | null): Plan {
  const next = withPart(plan, 'earlyStopping', patience === null ? undefined : { patience });
  const { data } = plan;
  if (patience === null || plan.earlyStopping || data.kind === 'inline' || data.validation) return next;
  if ('sha256' in data) return next; // all of its rows have a part, and which give some of theirs is not ours to say
  const left = data.kind === 'mnist' ? mnist.count - data.train - data.test : Infinity;
  const validation = Math.min(Math.max(data.test, USUAL_VALIDATION), left);
  return validation > 0 ? { ...next, data: { ...data, validation } } : next;
}
/** Validation examples where there are no test examples to go by. */
const USUAL_VALIDATION = 100;

/** What carries out the steps; the SIMD kernels need no word. Another engine has no backend of TensorFlow's. */
export function withEngine(plan: Plan, engine: EngineChoice): Plan {
  const next = withPart(plan, 'engine', engine === 'simd' ? undefined : engine);
  return engine === 'tensorflow' ? next : withBackend(next, null);
}

/** TensorFlow's backend, or null for the best there is. */
export const withBackend = (plan: Plan, backend: BackendId | null): Plan =>
  withPart(plan, 'backend', backend ?? undefined);

/** The length in the other unit, as near as whole numbers come. */
export function withLengthIn(plan: Plan, unit: 'epochs' | 'steps'): Plan {
  const perEpoch = stepsPerEpoch(plan);
  const { length } = plan;
  if (unit in length) return plan;
  return 'epochs' in length
    ? { ...plan, length: { steps: length.epochs * perEpoch } }
    : { ...plan, length: { epochs: Math.max(1, Math.round(length.steps / perEpoch)) } };
}
