import type { Cadence, Layout } from './frame/layout.ts';
import type { EngineUsed } from './engines.ts';
import type { Plan } from './plan/schema.ts';
import type { Setting } from './plan/settings.ts';
import type { Verification, Writer } from './verification.ts';

/** How a run stands. `stopped`: ended by the person; `interrupted`: its process died; `failed`: a bug or no memory. */
export const runStatuses = ['running', 'paused', 'finished', 'stopped', 'diverged', 'interrupted', 'failed'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** A run that can still take steps. */
export const isLive = (status: RunStatus): boolean => status === 'running' || status === 'paused';

/** Where a run is; sent with every batch of frames. Numbers not measured are null (JSON knows no NaN). */
export interface Progress {
  status: RunStatus;
  step: number;
  epoch: number;
  /** The epoch mean (`epochLoss` of core/figures.ts), and the latest measurements of the test set; of the validation set, where
   *  the plan has one. */
  loss: number | null;
  testLoss: number | null;
  testAccuracy: number | null;
  validationLoss?: number | null;
  validationAccuracy?: number | null;
  /** The final parameters on all training examples; null before the end. Recordings of earlier versions have none. */
  trained?: { loss: number | null; accuracy: number | null } | null;
  /** For early stopping: where the loss of the set it watches was lowest so far. */
  best?: { step: number; validationLoss?: number; testLoss?: number };
  /** Seconds spent training, pauses left out. */
  seconds: number;
  /** Steps a second, lately. */
  speed: number;
  /** At most 64 points over the run, for a sparkline. */
  curve: { step: number; loss: number | null; testLoss: number | null }[];
  /** For diverged: the first tensor that was not finite, its name first. For failed: what happened. For finished with early
   *  stopping: whose parameters were put back. */
  message?: string;
  /** What carries out the steps, where that is not simply the SIMD kernels. */
  engine?: EngineUsed;
}

/** How a run stands before its first step: step 0, unless it is a branch. */
export const atStart = (status: RunStatus, step = 0, perEpoch = 1): Progress => ({
  status,
  step,
  epoch: Math.floor(step / perEpoch),
  loss: null,
  testLoss: null,
  testAccuracy: null,
  seconds: 0,
  speed: 0,
  curve: [],
});

/** One number that was set by hand: entry `index` of a parameter, row after row (W is out × in). */
export interface Change {
  name: string;
  index: number;
  value: number;
}

/** Where a branch begins: at a step of another run, with some parameters changed. The name stays when that run is deleted. */
export interface Parent {
  run: number;
  name: string;
  step: number;
  changes: Change[];
}

/** A run as lists show it. */
export interface RunInfo {
  id: number;
  experiment: number;
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  steps: number;
  /** Frames recorded (the next would have this ordinal), and the bytes that are stored of them. */
  frames: number;
  bytes: number;
  /** How many of them were removed again, evenly over the run, since it outgrew its budget; left out for none. */
  thinned?: number;
  /** `2-6-3-1`, and what the filters go by. */
  architecture: string;
  activation: string;
  data: string;
  init: string;
  /** null for a run that begins at step 0 with the plan's initial values. */
  parent: Parent | null;
  /** What its plan has otherwise than the experiment's run before it; where that is nothing, as that run. Recordings of earlier
   *  versions have none. */
  differs?: Setting[];
  /** What wrote it; recordings of earlier versions do not say. */
  wrote?: Writer;
  /** What verifying it found last. */
  verified?: Verification;
  /** The sweep it is a point of, and which. */
  sweep?: { id: number; point: number };
  progress: Progress;
}

/** A run with all that is needed to read its frames. */
export interface RunDetail {
  info: RunInfo;
  plan: Plan;
  layout: Layout;
  cadence: Cadence;
}

/** An experiment document in the workbench. */
export interface ExperimentInfo {
  id: number;
  name: string;
  plan: Plan;
  updatedAt: number;
}

/** A plan that the person keeps to begin experiments with. */
export interface PresetInfo {
  id: number;
  name: string;
  plan: Plan;
}
