import type { RunStatus } from '../run.ts';
import type { Sweep } from './schema.ts';

/** How a sweep stands. One that is `running` goes on when the lab is opened again. */
export const sweepStatuses = ['running', 'paused', 'finished', 'cancelled'] as const;
export type SweepStatus = (typeof sweepStatuses)[number];

/** How a point stands: as its run does, or `queued` where it has none yet. A run that was begun and is held is `paused`. */
export type PointStatus = RunStatus | 'queued';

/** What is known of a run at its end. Not measured is null (JSON knows no NaN). */
export interface Metrics {
  /** Of the final parameters on all training examples, and on the test set. */
  trainLoss: number | null;
  testLoss: number | null;
  /** Of the validation set, where the plan has one. */
  validationLoss?: number | null;
  validationAccuracy?: number | null;
  /** Test loss − train loss. */
  gap: number | null;
  trainAccuracy: number | null;
  testAccuracy: number | null;
  /** ‖W‖ of all weights together, and of each dense layer. */
  norm: number | null;
  norms: (number | null)[];
  steps: number;
  /** Training time. */
  seconds: number;
}

/** What a figure of a sweep can show of its runs: numbers of these, or what follows from them. */
export const metricIds = [
  'testLoss',
  'validationLoss',
  'trainLoss',
  'gap',
  'testError',
  'validationError',
  'trainError',
  'norm',
] as const;
export type MetricId = (typeof metricIds)[number];

/** A point as results list it. */
export interface PointResult {
  point: number;
  run: number | null;
  status: PointStatus;
  metrics: Metrics | null;
  /** Of one that runs: the share of its steps that are done. */
  share?: number;
}

/** A sweep as lists show it. */
export interface SweepInfo {
  id: number;
  experiment: number;
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  status: SweepStatus;
  /** Points that came to their end, and those that diverged or failed; those being trained now; all. */
  done: number;
  failed: number;
  running: number;
  total: number;
  /** Trainer processes it may have at once. */
  processes: number;
  /** Seconds until its end, as fast as it goes now; null where that is not known. */
  eta: number | null;
  /** Bytes of its recordings. */
  bytes: number;
  /** Why it does not go on though it should: a sentence's code. */
  hindrance?: string;
}

/** A sweep with all its results; a point that is left out is queued. */
export interface SweepDetail {
  info: SweepInfo;
  sweep: Sweep;
  points: PointResult[];
}
