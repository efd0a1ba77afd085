import type { Plan } from '../../core/plan/schema.ts';

/** A changed plan, and what was changed besides what was asked for, in words. */
export interface Adapted {
  plan: Plan;
  notes: string[];
}
