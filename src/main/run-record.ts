import { layoutOf, cadenceOf } from '../core/frame/layout.ts';
import { architecture, graphOf } from '../core/graph/graph.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch, totalSteps } from '../core/plan/shape.ts';
import { atStart, type Parent, type RunDetail, type RunInfo } from '../core/run.ts';

/** A run that has not been stored yet, and so has no id. */
export type NewRun = Omit<RunDetail, 'info'> & { info: Omit<RunInfo, 'id'> };

/** Freezes a plan into a run: all that is known before its first step. @param parent of a branch */
export function newRun(
  experiment: number,
  plan: Plan,
  paused: boolean,
  name = plan.name,
  parent: Parent | null = null,
): NewRun {
  const shape = shapeOf(plan);
  const layout = layoutOf(plan, graphOf(plan, shape), shape);
  const kinds = (of: (layer: Plan['network'][number]) => string[]): string =>
    [...new Set(plan.network.flatMap(of))].join(', ');
  return {
    info: {
      experiment,
      name,
      createdAt: Date.now(),
      steps: totalSteps(plan),
      frames: 0,
      bytes: 0,
      architecture: architecture(plan.network, shape.width),
      activation: kinds((layer) => (layer.type === 'activation' ? [layer.fn] : [])),
      data: plan.data.kind,
      init: kinds((layer) => (layer.type === 'dense' ? [layer.init.kind] : [])),
      parent,
      progress: atStart(paused ? 'paused' : 'running', parent?.step, stepsPerEpoch(plan)),
    },
    plan,
    layout,
    cadence: cadenceOf(plan, layout),
  };
}
