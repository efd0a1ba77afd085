import type { Waypoint } from '../core/contract/trainer.ts';
import type { CallName } from '../core/contract/window.ts';
import { LabError } from '../core/errors.ts';
import { graphOf } from '../core/graph/graph.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import type { Change, RunDetail } from '../core/run.ts';
import type { Store } from './store/store.ts';

/** How a recorded step is reached again. The last step of a run whose best parameters were put back has those: its keyframe
 *  was written after.
 *  @throws LabError step-unknown; keyframe-damaged when the newest keyframe not after the step cannot be read */
export function waypointTo(store: Store, { info, layout }: RunDetail, step: number): Waypoint {
  const { id: run, parent, progress } = info;
  const begin = parent?.step ?? 0;
  if (step < begin || step > progress.step) throw new LabError('step-unknown', { run, step });
  const found = store.frames.keyframeBefore(run, step);
  // a branch begins with a keyframe: without one it has not begun
  if (!found && parent) throw new LabError('step-unknown', { run, step });
  if (found && !found.bytes) throw new LabError('keyframe-damaged', { run, step, from: found.step });
  return {
    step,
    keyframe: found?.bytes ? { bytes: found.bytes, layout } : null,
  };
}

/** The plan of a run with the backend that carried out its steps, where it names none: no other gives the same bits. */
export function asComputed({ plan, info }: RunDetail): Plan {
  const { engine } = info.progress;
  if (!engine || engine.engine === plan.engine) return engine?.backend ? { ...plan, backend: engine.backend } : plan;
  const { backend: _, ...rest } = plan;
  return { ...rest, engine: engine.engine };
}

/** Refuses numbers that the parameters of a plan do not have. @throws LabError request-invalid */
export function checkEntries(plan: Plan, entries: readonly Pick<Change, 'name' | 'index'>[], call: CallName): void {
  const { variables } = graphOf(plan, shapeOf(plan));
  const sizes = new Map(
    variables.flatMap(({ name, role, rows, columns }) =>
      role === 'parameter' ? [[name, Number(rows) * columns] as const] : [],
    ),
  );
  for (const { name, index } of entries)
    if (index >= (sizes.get(name) ?? 0))
      throw new LabError('request-invalid', { reason: `${call}: there is no ${name}[${index}]` });
}
