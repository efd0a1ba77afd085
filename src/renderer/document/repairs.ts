import { initializers, type InitializerId } from '../../core/initializers.ts';
import { losses } from '../../core/losses.ts';
import type { Problem } from '../../core/plan/problem.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';
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
      return { label: m.problems_repair_set({ value: outputs }), change: (p) => withOutputs(p).plan };
    }
    case 'sigmoid-twice':
      return { label: m.problems_repair_remove(), change: (p) => removeLayer(p, layerAt(problem)) };
    case 'no-weights':
      return {
        label: m.problems_repair_add_dense(),
        change: (p) => insertLayer(p, layerOf({ type: 'dense' }, p, p.network.length), p.network.length),
      };
    case 'rate-unused':
      return {
        label: m.problems_repair_leave_out(),
        change: (p) => withSchedule(withOptimizer(p, p.optimizer.kind), p.optimizer.schedule?.kind ?? 'constant'),
      };
    case 'batch-exceeds-data': {
      const { train } = shapeOf(plan);
      return { label: m.problems_repair_set({ value: train }), change: (p) => ({ ...p, batchSize: train }) };
    }
    case 'loss-needs-classes':
      return {
        label: m.problems_repair_use({ what: losses.squared_error.title }),
        change: (p) => withOutputs({ ...p, loss: 'squared_error' }).plan,
      };
    case 'data-too-few-digits':
      return {
        label: m.problems_repair_digits({ train: int(8000), test: int(2000) }),
        change: (p) => withData(p, { kind: 'mnist', train: 8000, test: 2000 }).plan,
      };
    case 'parameter-unknown':
    case 'parameter-shape':
      return {
        label: m.problems_repair_draw(),
        change: withoutParameters,
      };
    case 'parameter-missing':
      return reinitialize(layerAt(problem), 'appropriate');
    case 'orthogonal-too-large':
      return reinitialize(layerAt(problem), 'xavier');
    case 'stopping-needs-validation':
      return { label: m.problems_repair_turn_off(), change: (p) => withStopping(p, null) };
    default:
      return null;
  }
}

const reinitialize = (at: number, kind: InitializerId): Repair => ({
  label: m.problems_repair_use({ what: initializers[kind].title }),
  change: (plan) => withInit(plan, at, kind).plan,
});
