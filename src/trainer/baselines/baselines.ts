import {
  baselineIds,
  judged,
  type Baseline,
  type BaselineId,
  type Baselines,
  type Refusal,
} from '../../core/baselines.ts';
import type { FromTrainer } from '../../core/contract/trainer.ts';
import { examplesOf, type Source } from '../../core/examples.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Outputs, Sets } from './inputs.ts';
import { kernel, kernelRefused } from './kernel.ts';
import { nearest, nearestRefused } from './nearest.ts';
import { ridgeless, ridgelessRefused } from './ridgeless.ts';

interface Computed {
  refused: (plan: Plan) => Refusal | null;
  /** Float64 throughout; yields at least every few ms. */
  answer: (plan: Plan, sets: Sets) => Generator<0, Outputs>;
}
/** Each of them. */
export const computed: Record<BaselineId, Computed> = {
  nearest: { refused: nearestRefused, answer: nearest },
  kernel: { refused: kernelRefused, answer: kernel },
  ridgeless: { refused: ridgelessRefused, answer: ridgeless },
};

/** What predicts without training, from the very examples of a plan, and how well. */
export function* baselines(request: number, plan: Plan, source: Source | null): Generator<0, FromTrainer> {
  const sets = examplesOf(plan, source);
  const found: [BaselineId, Baseline][] = [];
  for (const id of baselineIds) found.push([id, yield* baseline(id, plan, sets)]);
  return { type: 'baselined', request, baselines: Object.fromEntries(found) as Baselines };
}

function* baseline(id: BaselineId, plan: Plan, sets: Sets): Generator<0, Baseline> {
  const { refused, answer } = computed[id];
  const refusal = refused(plan);
  if (refusal) return { refused: refusal };
  const { train, test } = yield* answer(plan, sets);
  return {
    train: judged(plan, train, sets.train),
    test: sets.test.count > 0 ? judged(plan, test, sets.test) : null,
  };
}
