import type { Survey } from '../core/contract/trainer.ts';
import { LabError } from '../core/errors.ts';
import { peekFrame } from '../core/frame/frame.ts';
import { mostSnapshots, type Cut } from '../core/landscape/landscape.ts';
import type { RunDetail } from '../core/run.ts';
import type { Store } from './store/store.ts';
import { checkEntries, waypointTo } from './waypoint.ts';

/** All that the trainer needs for a landscape: the run's parameters along its path until a step, out of frames where they hold
 *  them, else out of keyframes; and how the step is reached that the plane goes through.
 *  @throws LabError request-invalid, step-unknown, keyframe-damaged */
export function surveyOf(store: Store, run: RunDetail, until: number, cut: Cut): Survey {
  const { axes } = cut;
  if (axes.kind === 'two') {
    const { x, y } = axes;
    checkEntries(run.plan, [x, y], 'landscape');
    if (x.name === y.name && x.index === y.index)
      throw new LabError('request-invalid', { reason: 'landscape: both axes are the same parameter' });
  }
  // frames of a small network hold its parameters, but for those of a curve
  const { layout } = run;
  const kind = !layout.curve && layout.frame.some(({ name }) => name === 'W1') ? 'frame' : 'keyframe';
  const snapshots = store.frames.spread(run.info.id, kind, until, mostSnapshots).frames.map(({ bytes }) => bytes);
  const [first] = snapshots;
  const fromStart = run.info.parent === null && !(first && peekFrame(first).step === 0);
  // without any snapshot, as in the first moments of a branch, the path is the one point that is known
  const step = axes.kind === 'pca' ? (snapshots.length > 0 || fromStart ? null : until) : axes.step;
  return {
    cut,
    snapshots,
    layout,
    fromStart,
    from: step === null ? null : waypointTo(store, run, step),
  };
}
