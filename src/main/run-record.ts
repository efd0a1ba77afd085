import { recordedAs } from '../core/frame/small.ts';
import { architecture, graphOf } from '../core/graph/graph.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch, totalSteps } from '../core/plan/shape.ts';
import type { Recording } from '../core/sweep/schema.ts';
import { atStart, type Parent, type RunDetail, type RunInfo } from '../core/run.ts';

/** A run that has not been stored yet, and so has no id. */
export type NewRun = Omit<RunDetail, 'info'> & { info: Omit<RunInfo, 'id'> };

/** Freezes a plan into a run: all that is known before its first step. @param parent of a branch @param recording of a sweep's */
export function newRun(
  experiment: number,
  plan: Plan,
  paused: boolean,
  name = plan.name,
  parent: Parent | null = null,
  recording: Recording = 'full',
): NewRun {
  const shape = shapeOf(plan);
  const recorded = recordedAs(recording, plan, graphOf(plan, shape), shape);
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
    ...recorded,
  };
}
