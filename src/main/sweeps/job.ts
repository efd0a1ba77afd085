import type { Resume } from '../../core/contract/trainer.ts';
import { decodeFrame } from '../../core/frame/frame.ts';
import { settingsBetween } from '../../core/plan/settings.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Progress } from '../../core/run.ts';
import type { Points } from '../../core/sweep/points.ts';
import type { Metrics } from '../../core/sweep/results.ts';
import type { Recording } from '../../core/sweep/schema.ts';
import { newRun, type NewRun } from '../run-record.ts';
import type { Half, Kept } from '../store/sweeps.ts';

/** One point of a sweep on its way: its run until it ends or is put aside. */
export interface Job {
  sweep: number;
  point: number;
  plan: Plan;
  run: NewRun;
  record: Recording;
  resume: Resume | null;
  /** The run's id where some of it is stored; the ordinal of the first frame that is not, and those. */
  id: number | null;
  first: number;
  frames: Uint8Array[];
  bytes: number;
  /** Bytes of it that were stored before those. */
  stored: number;
  /** The newest of its frames that is no keyframe. */
  last: Uint8Array | null;
  progress: Progress;
}

/** The job of a point: from its beginning, or from where its half goes on. */
export function jobOf(sweep: number, experiment: number, points: Points, point: number, half: Half | null): Job {
  const plan = points.planAt(point);
  const fresh = newRun(experiment, plan, false, points.nameOf(point), null, points.sweep.record);
  const differs = settingsBetween(points.sweep.plan, plan);
  const run = { ...fresh, info: { ...fresh.info, differs, sweep: { id: sweep, point } } };
  const { record } = points.sweep;
  const job = { sweep, point, plan, run, record, frames: [], bytes: 0, stored: 0, last: null };
  const keyframe = half?.keyframe;
  if (!keyframe) return { ...job, resume: null, id: half?.id ?? null, first: 0, progress: run.info.progress };
  // one that the cadence does not ask for was written to go on from, and goes
  const { step, ordinal, bytes } = keyframe;
  const { keyframeEvery, keyframeAtStart } = run.cadence;
  const stays = step === 0 ? keyframeAtStart : step % keyframeEvery === 0;
  const { curve, seconds } = half.progress;
  return {
    ...job,
    resume: {
      from: { step, keyframe: { bytes, layout: run.layout } },
      curve: curve.filter((point) => point.step <= step),
      seconds,
    },
    id: half.id,
    first: ordinal + (stays ? 1 : 0),
    progress: half.progress,
  };
}

/** What is to be stored of a job that has ended. */
export const endOf = (job: Job): Kept => ({
  ...partOf(job),
  progress: job.record === 'small' ? thinned(job.progress) : job.progress,
  metrics: metricsOf(job),
});

/** Points of the curve that lists draw of a small recording, and the digits that it needs. */
const SHOWN = 16;
const DIGITS = 5;

/** Its frames have the curve exactly; what lists draw needs less, and would take as much room as the frames. */
function thinned(progress: Progress): Progress {
  const { curve } = progress;
  const every = Math.max(1, Math.ceil(curve.length / SHOWN));
  const short = (value: number | null): number | null => value && Number(value.toPrecision(DIGITS));
  const kept = curve.filter((_, i) => i % every === 0 || i === curve.length - 1);
  return {
    ...progress,
    curve: kept.map(({ step, loss, testLoss }) => ({ step, loss: short(loss), testLoss: short(testLoss) })),
  };
}

/** What is to be stored of one that goes on later. In the workbench it is a run that was interrupted. */
export const partOf = ({ id, run, first, frames, progress }: Job): Kept => ({
  id,
  run,
  first,
  frames,
  progress: { ...progress, status: 'interrupted', speed: 0 },
  metrics: null,
});

/** What came of a run: as its progress says at its end, and the norms of its last frame. */
export function metricsOf({ run, last, progress }: Job): Metrics {
  const { trained, testLoss, testAccuracy, validationLoss, validationAccuracy, step, seconds } = progress;
  const norms = [...((last && decodeFrame(last, run.layout).tensor('‖W‖')) ?? [])];
  const trainLoss = trained?.loss ?? null;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    trainLoss,
    testLoss,
    gap: trainLoss === null || testLoss === null ? null : testLoss - trainLoss,
    trainAccuracy: trained?.accuracy ?? null,
    testAccuracy,
    ...(validationLoss !== undefined && { validationLoss }),
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    norm: norms.length > 0 ? finite(Math.hypot(...norms)) : null,
    norms: norms.map(finite),
    steps: step,
    seconds,
  };
}
