import { losses, type LossId } from '../../core/losses.ts';
import { optimizerOf, rateIds, type OptimizerId, type RateId } from '../../core/optimizers.ts';
import { presets } from '../../core/plan/presets.ts';
import type { DataSpec, Plan } from '../../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch } from '../../core/plan/shape.ts';

/** A changed plan, and what was changed besides what was asked for, in words. */
export interface Adapted {
  plan: Plan;
  notes: string[];
}

const isDigits = (data: DataSpec): boolean => data.kind === 'mnist';
const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Changes the data. Where points of the plane become digits, or the other way round, what no longer fits is adapted in the
 *  same edit: the loss, the units of the last layer, the batch size, the epochs, and given parameters. */
export function withData(plan: Plan, data: DataSpec): Adapted {
  const next: Plan = { ...plan, data };
  if (isDigits(plan.data) === isDigits(data)) return { plan: next, notes: [] };
  const usual = isDigits(data) ? presets.digits : presets.moons;
  const notes: string[] = [];
  if (shapeOf(next).classes > 0 && losses[plan.loss].target !== losses[usual.loss].target) {
    next.loss = usual.loss;
    notes.push(losses[next.loss].title);
  }
  const fitted = withOutputs(next);
  notes.push(...fitted.notes);
  if (plan.batchSize !== usual.batchSize) notes.push(`batches of ${usual.batchSize}`);
  const adapted: Plan = { ...fitted.plan, batchSize: usual.batchSize };
  const { length } = usual;
  if ('epochs' in plan.length && 'epochs' in length && plan.length.epochs !== length.epochs) {
    adapted.length = length;
    notes.push(plural(length.epochs, 'epoch'));
  }
  if (adapted.parameters) {
    delete adapted.parameters;
    notes.push('drawn initial values');
  }
  return { plan: adapted, notes };
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
    notes: [plural(outputs, 'output unit')],
  };
}

/** Another optimizer with its own defaults; rates that it takes as well are kept. */
export function withOptimizer(plan: Plan, kind: OptimizerId): Plan {
  const { learningRate, ...given } = plan.optimizer;
  const { rates } = optimizerOf(kind);
  const kept = Object.fromEntries(
    rateIds.flatMap((id) => (rates[id] !== undefined && given[id] !== undefined ? [[id, given[id]]] : [])),
  );
  return { ...plan, optimizer: { kind, learningRate, ...kept } };
}

/** One rate of the optimizer; the default is not written down. */
export function withRate(plan: Plan, id: RateId, value: number): Plan {
  const { [id]: _, ...rest } = plan.optimizer;
  const usual = optimizerOf(plan.optimizer.kind).rates[id] === value;
  return { ...plan, optimizer: usual ? rest : { ...rest, [id]: value } };
}

/** The length in the other unit, as near as whole numbers come. */
export function withLengthIn(plan: Plan, unit: 'epochs' | 'steps'): Plan {
  const perEpoch = stepsPerEpoch(plan);
  const { length } = plan;
  if (unit in length) return plan;
  return 'epochs' in length
    ? { ...plan, length: { steps: length.epochs * perEpoch } }
    : { ...plan, length: { epochs: Math.max(1, Math.round(length.steps / perEpoch)) } };
}
