import { engineName, engineOf } from '../../../core/engines.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { scheduleOf } from '../../../core/schedules.ts';
import { m } from '../../../core/words/m.ts';

/** What a plan uses of the fields that are rarely changed, in words. */
export function rarelyUsed({ l1 = 0, optimizer: { clip, schedule }, earlyStopping, ...plan }: Plan): string[] {
  return [
    ...(l1 > 0 ? [m.inspector_used_l1()] : []),
    ...(clip === undefined ? [] : [m.inspector_used_clipping()]),
    ...(schedule ? [scheduleOf(schedule.kind).title] : []),
    ...(earlyStopping ? [m.inspector_used_stopping()] : []),
    ...(engineOf(plan) === 'simd' ? [] : [engineName({ engine: engineOf(plan), backend: plan.backend ?? null })]),
  ];
}
