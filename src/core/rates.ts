import { optimizerOf, rateIds, type Rates } from './optimizers.ts';
import type { Plan } from './plan/schema.ts';
import { stepsPerEpoch, totalSteps } from './plan/shape.ts';
import { scheduleOf } from './schedules.ts';

/** What an update at a step depends on besides the gradient: the plan's rates, the optimizer's defaults where it gives
 *  none, and the learning rate as its schedule has it there. Steps count from 0, updates (`t`) from 1. */
export function ratesAt(plan: Plan, step: number): Rates {
  const rates: Rates = { ...noRates, learningRate: learningRateAt(plan, step), t: step + 1 };
  const defaults = optimizerOf(plan.optimizer.kind).rates;
  for (const id of rateIds) rates[id] = plan.optimizer[id] ?? defaults[id] ?? 0;
  return rates;
}
const noRates: Rates = { learningRate: 0, momentum: 0, alpha: 0, beta1: 0, beta2: 0, epsilon: 0, decay: 0, t: 0 };

/** η at a step. */
export const learningRateAt = (plan: Plan, step: number): number => learningRateOf(plan)(step);

/** η as a function of the step; made once, it allocates nothing. */
export function learningRateOf(plan: Plan): (step: number) => number {
  const { learningRate, schedule } = plan.optimizer;
  if (!schedule) return () => learningRate;
  const { rate, constants } = scheduleOf(schedule.kind);
  const given = { every: 1, factor: 1, floor: 0, ...constants, ...schedule };
  const perEpoch = stepsPerEpoch(plan);
  const total = totalSteps(plan);
  return (step) => rate(learningRate, given, step, perEpoch, total);
}
