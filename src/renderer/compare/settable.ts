import { z } from 'zod';
import { sweepFieldIds, sweepFieldOf, type SweepField } from '../../core/sweep/fields.ts';
import type { FieldValue } from '../../core/sweep/schema.ts';
import type { Plan } from '../../core/plan/schema.ts';

/** A field of the comparison as a plan has it, and how it is set there. */
export interface Settable {
  value: FieldValue;
  /** What may be typed, for a number; what may be chosen, for a choice. */
  takes: { schema: z.ZodType<number> } | { choices: readonly { id: string; title: string }[] };
  set: (plan: Plan, value: FieldValue) => Plan;
}

/** How a field of core/compare.ts (`learningRate`; `activation.3` for block 3) is set in a plan: by what a sweep moves. Null for
 *  what is shown alone, such as the number of parameters. */
export function settableOf(field: string, plan: Plan): Settable | null {
  const [name = '', block] = field.split('.');
  const wanted = name === 'length' ? ('epochs' in plan.length ? 'epochs' : 'steps') : name;
  const id = sweepFieldIds.find((one) => one === wanted);
  if (!id) return null;
  const entry: SweepField = sweepFieldOf(id);
  const layers = block === undefined ? (entry.all ?? entry.layers ?? none)(plan) : [Number(block)];
  const value = entry.get(plan, layers);
  if (value === undefined) return null;
  const { takes } = entry;
  return {
    value,
    takes:
      takes.kind === 'choice'
        ? { choices: takes.choices }
        : { schema: bounded(takes.kind === 'integer' ? z.int() : z.number(), takes) },
    set: (of, next) => entry.set(of, next, layers),
  };
}

const none = (): number[] => [];
const bounded = (schema: z.ZodNumber, { least, most }: { least: number; most: number }): z.ZodType<number> =>
  schema.min(Math.max(least, -Number.MAX_VALUE)).max(Math.min(most, Number.MAX_VALUE));
