import { exampleOf, type Examples } from '../examples.ts';
import type { Plan } from '../plan/schema.ts';
import type { DataPart } from '../plan/shape.ts';

/** A plan of a stored data set with its examples written into it, as the network takes them: scaled, split, with the labels that are
 *  wrong on purpose. For programs, which know no data sets. Every other plan is itself. */
export function writtenOut(plan: Plan, sets: Record<DataPart, Examples>): Plan {
  if (!('sha256' in plan.data)) return plan;
  const { train, validation, test } = sets;
  return {
    ...plan,
    data: {
      kind: 'inline',
      ...written(train),
      ...(validation.count > 0 && { validation: written(validation) }),
      ...(test.count > 0 && { test: written(test) }),
    },
  };
}

function written(examples: Examples): { x: number[][]; y: number[] | number[][] } {
  const rows = (name: 'x' | 'y'): number[][] =>
    Array.from({ length: examples.count }, (_, i) => [...exampleOf(examples, name, i)]);
  return { x: rows('x'), y: examples.labels.length > 0 ? [...examples.labels] : rows('y') };
}
