import { initializers, type InitializerId } from '../../core/initializers.ts';
import { losses } from '../../core/losses.ts';
import type { Problem } from '../../core/plan/problem.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import {
  withData,
  withInit,
  withoutParameters,
  withOptimizer,
  withOutputs,
  withSchedule,
  withStopping,
} from './adapt.ts';
import { insertLayer, layerOf, removeLayer } from './chain.ts';

/** One click that mends a problem. */
export interface Repair {
  label: string;
  change: (plan: Plan) => Plan;
}

/** The layer a problem is about, or −1. */
export function layerAt(problem: Problem): number {
  const [, index] = /^network\[(\d+)\]/.exec(problem.at) ?? [];
  return index === undefined ? -1 : Number(index);
}

/** The part of the plan a problem is about, for those that are not about one layer. */
export const partAt = (problem: Problem): string => /^\w*/.exec(problem.at)?.[0] ?? '';

/** How the window mends a problem by itself, or null where only the person can. */
export function repairOf(problem: Problem, plan: Plan): Repair | null {
  switch (problem.code) {
    case 'outputs-differ': {
      const { outputs } = shapeOf(plan);
      return { label: `Set to ${outputs}`, change: (p) => withOutputs(p).plan };
    }
    case 'sigmoid-twice':
      return { label: 'Remove it', change: (p) => removeLayer(p, layerAt(problem)) };
    case 'no-weights':
      return {
        label: 'Add a dense layer',
        change: (p) => insertLayer(p, layerOf({ type: 'dense' }, p, p.network.length), p.network.length),
      };
    case 'rate-unused':
      return {
        label: 'Leave it out',
        change: (p) => withSchedule(withOptimizer(p, p.optimizer.kind), p.optimizer.schedule?.kind ?? 'constant'),
      };
    case 'batch-exceeds-data': {
      const { train } = shapeOf(plan);
      return { label: `Set to ${train}`, change: (p) => ({ ...p, batchSize: train }) };
    }
    case 'loss-needs-classes':
      return {
        label: `Use ${losses.squared_error.title}`,
        change: (p) => withOutputs({ ...p, loss: 'squared_error' }).plan,
      };
    case 'data-too-few-digits':
      return {
        label: 'Use 8,000 and 2,000',
        change: (p) => withData(p, { kind: 'mnist', train: 8000, test: 2000 }).plan,
      };
    case 'parameter-unknown':
    case 'parameter-shape':
      return {
        label: 'Draw all initial values',
        change: withoutParameters,
      };
    case 'parameter-missing':
      return reinitialize(layerAt(problem), 'appropriate');
    case 'orthogonal-too-large':
      return reinitialize(layerAt(problem), 'xavier');
    case 'stopping-needs-test':
      return { label: 'Turn it off', change: (p) => withStopping(p, null) };
    default:
      return null;
  }
}

const reinitialize = (at: number, kind: InitializerId): Repair => ({
  label: `Use ${initializers[kind].title}`,
  change: (plan) => withInit(plan, at, kind).plan,
});
