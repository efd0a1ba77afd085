import { predicted, type Examples } from '../../core/examples.ts';
import { at } from '../../core/floats.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Evaluator } from '../../core/graph/evaluator.ts';
import { margin } from './field.ts';

/** What the network says of a set. */
export interface Answered {
  /** How far each example is on the side of class 1, as `margin` says. */
  margins: Float64Array;
  /** Whether the class is right; empty where the examples have values. */
  right: Uint8Array;
}

/** The answers of the parameters that were loaded. */
export function answers(evaluator: Evaluator, examples: Examples, loss: Plan['loss']): Answered {
  const margins = new Float64Array(examples.count);
  const right = new Uint8Array(examples.labels.length);
  for (let from = 0; from < examples.count; from += evaluator.capacity) {
    const count = Math.min(evaluator.capacity, examples.count - from);
    const o = evaluator.predict(count, (x) => {
      for (let i = 0; i < 2 * count; i++) x[i] = at(examples.x, 2 * from + i) * examples.scale;
    });
    for (let i = 0; i < count; i++) {
      margins[from + i] = margin(o, i, evaluator.outputs, loss);
      if (right.length > 0)
        right[from + i] = predicted(o, i, evaluator.outputs, loss) === examples.labels[from + i] ? 1 : 0;
    }
  }
  return { margins, right };
}

/** How far the axes go: ±5 for the lecture's datasets and for points as they were drawn, as far as the points for others. */
export function limitOf(plan: Plan, train: Examples | null): number {
  if ('noise' in plan.data || !train) return 5;
  const drawn = plan.data.kind === 'inline' ? plan.data.drawn : undefined;
  if (drawn && [...drawn.mean, drawn.deviation[0] - 1, drawn.deviation[1] - 1].every((v) => v === 0)) return 5;
  let most = 0;
  for (let i = 0; i < train.x.length; i++) most = Math.max(most, Math.abs(at(train.x, i) * train.scale));
  return most > 0 ? Number((1.1 * most).toPrecision(2)) : 1;
}
