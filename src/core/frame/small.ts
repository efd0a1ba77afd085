import type { Graph } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';
import { totalSteps, type DataShape } from '../plan/shape.ts';
import type { Recording } from '../sweep/schema.ts';
import { cadenceOf, layoutOf, testEveryOf, type Cadence, type Layout } from './layout.ts';

/** Frames of a curve, its last whole one not counted. */
const CURVE = 62;
const kept: ReadonlySet<string> = new Set(['‖W‖', '‖dW‖', '‖ΔW‖', '‖dh‖', 'η', 'validation']);

/** What a run records and when: all that the workbench wants, or a curve of scalars and norms with the whole of the end alone.
 *  A small one's steps are among those of a full one, and at each both have measured the same. */
export function recordedAs(
  recording: Recording,
  plan: Plan,
  graph: Graph,
  shape: DataShape,
): { layout: Layout; cadence: Cadence } {
  const layout = layoutOf(plan, graph, shape);
  const cadence = cadenceOf(plan, layout);
  if (recording === 'full') return { layout, cadence };
  const every = testEveryOf(plan, shape, cadence);
  const steps = totalSteps(plan);
  return {
    layout: { ...layout, curve: layout.frame.filter(({ name }) => kept.has(name)) },
    cadence: {
      frameEvery: every * Math.max(1, Math.ceil(steps / (CURVE * every))),
      keyframeEvery: steps,
      keyframeAtStart: false,
    },
  };
}
