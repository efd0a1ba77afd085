import { z } from 'zod';
import { planSchema, type Plan } from './schema.ts';

export type PlanKey = keyof Plan;
/** The parts of a plan, in the order in which they are written. */
export const planKeys = Object.keys(planSchema.shape) as PlanKey[];
export const optionalKeys = planKeys.filter((key) => planSchema.shape[key] instanceof z.ZodExactOptional);

/** A plan as what differs from the one before it, by its parts: examples written into a plan are many megabytes, and are
 *  not to be told again with every edit. */
export const deltaSchema = z.strictObject({
  set: z.partialRecord(z.enum(planKeys), z.unknown()),
  unset: z.array(z.enum(planKeys)).max(planKeys.length),
});
export type Delta = z.infer<typeof deltaSchema>;

/** One state of an experiment, and the edit that led to it. The `key` tells it from any other state at the same place. */
const editSchema = z.strictObject({ key: z.string().min(1).max(40), label: z.string().max(120), ...deltaSchema.shape });
export type Edit = z.infer<typeof editSchema>;

/** What has changed of a history since it was last saved: the states from `from` on are these, and the present one is at
 *  `position`. It holds only where the lab still has what was saved as `on`, null for nothing yet; what comes of it is
 *  known as `revision` from then on. */
export const editsSchema = z
  .strictObject({
    on: z.string().min(1).max(40).nullable(),
    revision: z.string().min(1).max(40),
    from: z.int().min(0),
    states: z.array(editSchema),
    position: z.int().min(0),
  })
  .refine(({ from, states, position }) => position < from + states.length, 'no state at this position');
export type Edits = z.infer<typeof editsSchema>;

/** What turns `before` into `after`; all of it where there is nothing before. */
export function deltaOf(before: Plan | null, after: Plan): Delta {
  const same = (key: PlanKey): boolean =>
    before !== null && (before[key] === after[key] || JSON.stringify(before[key]) === JSON.stringify(after[key]));
  return {
    set: Object.fromEntries(planKeys.filter((key) => key in after && !same(key)).map((key) => [key, after[key]])),
    unset: planKeys.filter((key) => before !== null && key in before && !(key in after)),
  };
}

/** Parts that mean nothing without each other: values are given by the names that the network gives them, a backend is one
 *  of its engine. Part by part two edits of them could make a plan that nobody meant and that has no problem to show. */
const together: readonly (readonly PlanKey[])[] = [
  ['network', 'parameters'],
  ['engine', 'backend'],
];

/** The parts that differ between two plans, with those that they mean nothing without. */
export function partsBetween(before: Plan, after: Plan): PlanKey[] {
  const { set, unset } = deltaOf(before, after);
  const changed = (key: PlanKey): boolean => key in set || unset.includes(key);
  return planKeys.filter((key) => changed(key) || together.some((group) => group.includes(key) && group.some(changed)));
}

/** `plan` with what led from `before` to `after` done to it: each part that they differ in is that of `after`. `plan` itself
 *  where it has all of that. */
export function redone(plan: Plan, before: Plan, after: Plan): Plan {
  const parts = partsBetween(before, after);
  const differing = partsBetween(plan, after);
  if (!parts.some((key) => differing.includes(key))) return plan;
  const source = (key: PlanKey): Plan => (parts.includes(key) ? after : plan);
  // each part is one of a plan, and planSchema relates no part to another
  return Object.fromEntries(planKeys.flatMap((key) => (key in source(key) ? [[key, source(key)[key]]] : []))) as Plan;
}

/** The plans that a chain of deltas leads through, the first of which is whole; null where one is no plan, as after a change
 *  of the schema. A part is parsed once, where it is set, and shared by the plans that follow. */
export function replayed(deltas: readonly Delta[]): (Plan | null)[] {
  const parts = new Map<PlanKey, unknown>();
  const bad = new Set<PlanKey>();
  return deltas.map(({ set, unset }) => {
    for (const key of unset) {
      parts.delete(key);
      bad.delete(key);
    }
    for (const key of planKeys) {
      if (!(key in set)) continue;
      const { success, data } = planSchema.shape[key].safeParse(set[key]);
      if (success) bad.delete(key);
      else bad.add(key);
      parts.set(key, data);
    }
    const whole = bad.size === 0 && planKeys.every((key) => parts.has(key) || optionalKeys.includes(key));
    // part by part it has passed planSchema, which relates no part to another
    return whole
      ? (Object.fromEntries(planKeys.flatMap((key) => (parts.has(key) ? [[key, parts.get(key)]] : []))) as Plan)
      : null;
  });
}

/** Whether two plans train differently: all but the name and the plots counts, in whatever order it is written. */
export function changesRun(a: Plan, b: Plan): boolean {
  if (a === b) return false;
  const { set, unset } = deltaOf(a, b);
  return [...Object.keys(set), ...unset].some((key) => key !== 'name' && key !== 'plots');
}
