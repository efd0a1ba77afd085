import { z } from 'zod';
import type { Baselines } from '../baselines.ts';
import { dataLimits } from '../data/limits.ts';
import type { EngineState } from '../engines.ts';
import type { LabErrorCode } from '../errors.ts';
import { formIds } from '../exports/forms.ts';
import type { Entry } from '../frame/layout.ts';
import { gridSizes, type Landscape, type LandscapeAxes } from '../landscape/landscape.ts';
import { limits } from '../plan/schema.ts';
import { editsSchema, type Edit } from '../plan/edits.ts';
import type { Problem } from '../plan/problem.ts';
import type { Plan } from '../plan/schema.ts';
import { nameSchema } from '../plan/text.ts';

import type { SelfTest } from '../self-test.ts';
import type { Verification } from '../verification.ts';
import type { ExperimentInfo, PresetInfo, Progress, RunDetail, RunInfo } from '../run.ts';
import { sweepLimits } from '../sweep/schema.ts';
import type { PointResult, SweepDetail, SweepInfo } from '../sweep/results.ts';
import { carryCalls, type CarryProgress, type CarryReplies, type Taken } from './carry.ts';
import { keepingCalls, type Keeping, type KeepingReplies } from './keeping.ts';
import type { Installation } from './native.ts';
import {
  noteSchema,
  runIds,
  runIdsArgs,
  runsArgs,
  tagSchema,
  type RunFacts,
  type RunsReply,
  type StorageUsed,
} from './runs.ts';
import { controlActions } from './trainer.ts';

/** Bytes of a request. A save tells a plan, and as much again of the states that led to it where its examples are new. */
export const MOST_REQUEST = 4 * limits.textBytes;

/** Steps a second; null is as fast as it goes. */
const speed = z.number().positive().max(1e6).nullable();
const id = z.int().positive();
/** A plan is checked by its own schema afterwards, so that its problems keep their places. */
const plan = z.unknown();
const change = z.strictObject({
  name: z.string().max(8),
  index: z.int().min(0),
  value: z.number().min(-3.4e38).max(3.4e38), // finite in float32
});

const step = z.int().min(0);
/** Which of the runs that a window shows beside each other asks. A newer wish takes the place of an older one of the same seat. */
const seat = z.int().min(0).max(5).exactOptional();
const entry = z.strictObject({ name: z.string().max(8), index: z.int().min(0) });
const axes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pca') }),
  z.strictObject({
    kind: z.literal('random'),
    step,
    seed: z
      .int()
      .min(0)
      .max(2 ** 31),
  }),
  z.strictObject({ kind: z.literal('two'), step, x: entry, y: entry }),
]) satisfies z.ZodType<LandscapeAxes>;

/** Trainer processes of a sweep. */
const processes = z.int().min(1).max(64);
export const sweepActions = ['play', 'pause', 'cancel'] as const;
export type SweepAction = (typeof sweepActions)[number];

/** What the window may ask of the lab. The lab checks every request against these. */
export const calls = {
  /** Who is there: version, host, settings, what was open. */
  hello: z.strictObject({}),
  /** Stores one setting (theme, open experiment, …) as JSON. */
  setSetting: z.strictObject({
    key: z
      .string()
      .max(40)
      .refine((key) => key !== 'moved'),
    value: z.json(),
  }),
  experiments: z.strictObject({}),
  createExperiment: z.strictObject({ plan }),
  /** Saves an edited plan, and what has changed of its history; without `edits` that begins anew, whoever saved last. */
  saveExperiment: z.strictObject({ experiment: id, plan, edits: editsSchema.exactOptional() }),
  /** The states of an experiment under undo and redo. */
  history: z.strictObject({ experiment: id }),
  deleteExperiment: z.strictObject({ experiment: id }),
  /** The person's own presets. */
  presets: z.strictObject({}),
  /** Keeps a plan as a preset under its name; one of that name is replaced. */
  savePreset: z.strictObject({ plan }),
  deletePreset: z.strictObject({ preset: id }),
  /** Rows of the list of runs (decision 0030). */
  runs: runsArgs,
  runIds: runIdsArgs,
  /** What the list does not show of a run. */
  runFacts: z.strictObject({ run: id }),
  storage: z.strictObject({}),
  /** Starts a run of an experiment with a plan that is frozen from here on. */
  start: z.strictObject({ experiment: id, plan, speed, paused: z.boolean() }),
  /** A new run that goes on from a step of another one: its plan, its parameters there with some of them changed. */
  branch: z.strictObject({
    run: id,
    step,
    changes: z.array(change).max(1000),
    speed,
    paused: z.boolean(),
  }),
  /** What a run of this plan would begin with: its first frames, which nobody keeps. A window's newer one takes the place of
   *  one that waits or is being computed. */
  preview: z.strictObject({ plan, seat }),
  /** Every value and gradient of one step, of a run or of a plan before its first, computed anew where its frame does not hold
   *  them. A window's newer look takes the place of one that still waits. */
  look: z.union([z.strictObject({ run: id, step, seat }), z.strictObject({ plan, seat })]),
  /** L and J of the training set over a plane in parameter space, with the run's path until a step on it. A window's newer one
   *  takes the place of one that waits or is being computed. */
  landscape: z.strictObject({
    run: id,
    until: step,
    axes,
    zoom: z.number().min(0.25).max(16),
    size: z.literal(gridSizes),
    seat,
  }),
  /** How well nearest neighbour, kernel and least squares predict from a plan's examples. A window's newer one takes the place of one
   *  that waits or is being computed. */
  baselines: z.strictObject({ plan, seat }),
  /** Answered when the trainer has done it: a pause when no more steps are taken. */
  control: z.strictObject({
    run: id,
    action: z.enum(controlActions),
    /** Of `play`: the step at which it pauses again. */
    until: step.exactOptional(),
  }),
  setSpeed: z.strictObject({ run: id, speed }),
  open: z.strictObject({ run: id }),
  /** A credit: the frames after ordinal `after`, at most about `maxBytes`. Waits while there are none and the run is live.
   *  The window asks again when it has drawn, so a slow one never has more than this on its way. */
  pull: z.strictObject({
    run: id,
    after: z.int().min(-1),
    maxBytes: z
      .int()
      .positive()
      .max(8 * 2 ** 20),
  }),
  /** Single frames by ordinal, for scrubbing where the window kept none. */
  frames: z.strictObject({ run: id, ordinals: z.array(z.int().min(0)).min(1).max(256) }),
  /** At most `most` frames of a run until a step, evenly spread, with their scalars alone: what a branch shows of its parent. */
  scalars: z.strictObject({ run: id, until: step, most: z.int().min(2).max(1000) }),
  /** A run in a form that other programs read. Of a network at a step; at the run's last where it is left out. */
  saveRun: z.strictObject({ run: id, form: z.enum(formIds), step: step.exactOptional() }),
  /** Re-executes a run that has ended and compares all that is stored of it. Answered when it has begun or waits for others; how
   *  it goes on is told to all windows. */
  verify: z.strictObject({ run: id }),
  /** Calls that off, whichever window asked for it. */
  cancelVerify: z.strictObject({ run: id }),
  /** The numbers of the lecture, made again: begins it, calls it off, or asks how it stands. Each number is told to all windows. */
  selfTest: z.strictObject({ action: z.enum(['begin', 'cancel', 'ask']) }),
  renameRun: z.strictObject({ run: id, name: nameSchema }),
  tagRuns: z.strictObject({ runs: runIds, add: z.array(tagSchema).max(50), remove: z.array(tagSchema).max(50) }),
  noteRun: z.strictObject({ run: id, note: noteSchema }),
  /** They are gone at once, and for good when there is no more time to undo it (UNDO_MS). What trains is paused. */
  deleteRuns: z.strictObject({ runs: runIds }),
  /** Undoes that; what trained goes on. */
  restoreRuns: z.strictObject({ at: z.int() }),
  sweeps: z.strictObject({}),
  /** Begins a sweep; it is checked by its own schema afterwards. At most so many trainer processes at once; left out, as many
   *  as the computer has cores to spare. */
  createSweep: z.strictObject({
    experiment: id,
    sweep: z.unknown(),
    paused: z.boolean(),
    processes: processes.exactOptional(),
  }),
  /** A sweep and what came of its points so far, without curves: a point's run opens as any other. */
  openSweep: z.strictObject({ sweep: id }),
  /** Answered when it is done. `pause` keeps what runs have done until now and `play` goes on from there; `cancel` forgets runs
   *  that are not at their end. */
  controlSweep: z.strictObject({
    sweep: id,
    action: z.enum(sweepActions),
    processes: processes.exactOptional(),
  }),
  /** Forgets the runs of some points and runs these again. */
  runAgain: z.strictObject({ sweep: id, points: z.array(z.int().min(0)).min(1).max(sweepLimits.points) }),
  renameSweep: z.strictObject({ sweep: id, name: nameSchema }),
  /** With all its runs. */
  deleteSweep: z.strictObject({ sweep: id }),
  /** resources/mnist.bin, as payload. */
  digits: z.strictObject({}),
  /** The person's own data: what there is, the bytes of one (as payload), and another one (so many bytes go with the call), which
   *  is checked first and stored once. */
  dataSets: z.strictObject({}),
  dataSet: z.strictObject({ sha256: z.string().max(64), title: z.string().max(200) }),
  /** Removes one that no plan names. @throws LabError data-used */
  removeDataSet: z.strictObject({ sha256: z.string().max(64), name: nameSchema }),
  addDataSet: z.strictObject({ name: nameSchema, size: z.int().min(1).max(dataLimits.bytes) }),
  /** Which engines and backends load on this computer, and why the others do not. */
  engines: z.strictObject({}),
  /** How it stands with TensorFlow's library. */
  installation: z.strictObject({}),
  /** Begins to install it. Answered when it has begun; how it goes on is told to all windows. */
  installEngine: z.strictObject({}),
  /** Calls the installation off, whichever window began it. */
  cancelInstall: z.strictObject({}),
  /** Answered when it is removed. */
  removeEngine: z.strictObject({}),
  ...carryCalls,
  ...keepingCalls,
} satisfies Record<string, z.ZodType>;

export type CallName = keyof typeof calls;
export type Args<C extends CallName> = z.infer<(typeof calls)[C]>;

/** Frames in a payload, one after the other; each starts at a multiple of 8. */
export interface FrameRef {
  ordinal: number;
  offset: number;
  length: number;
  /** The scalars alone, of a large keyframe in a pull: who wants all of it asks by `frames`. Of so many bytes. */
  headOf?: number;
}

/** What the lab answers. Bytes travel beside it as the payload. */
export interface Replies extends CarryReplies, KeepingReplies {
  hello: {
    /** What a person has to hear of how the data folder was found: to the first window that asks. */
    notices?: Failure[];
    /** The lab has come here from another folder, which the page of the data folder tells; told once. */
    moved?: boolean;
    version: string;
    host: 'browser' | 'electron' | 'terminal';
    hasDigits: boolean;
    /** Bytes a run may take. */
    memoryLimit: number;
    settings: Record<string, z.core.util.JSONType>;
    experiments: ExperimentInfo[];
  };
  setSetting: null;
  experiments: ExperimentInfo[];
  createExperiment: ExperimentInfo;
  /** Not `saved`: another window has saved since, and nothing was changed. */
  saveExperiment: { updatedAt: number; saved: boolean };
  /** No `states` where nothing was edited yet. `revision` names what was saved last, null where nothing was. */
  history: { plan: Plan; states: Edit[]; position: number; revision: string | null };
  deleteExperiment: null;
  presets: PresetInfo[];
  savePreset: PresetInfo;
  deletePreset: null;
  runs: RunsReply;
  runIds: { runs: number[] };
  runFacts: RunFacts;
  storage: StorageUsed;
  start: RunDetail;
  branch: RunDetail;
  /** A run that is none: its id is 0. The payload has its frames, and a keyframe unless that is large. */
  preview: { detail: RunDetail; frames: FrameRef[] };
  /** The payload has one frame, of the layout `{ frame: entries, keyframe: [] }`. */
  look: { entries: Entry[]; offset: number; length: number };
  /** The payload has its numbers. */
  landscape: Landscape;
  baselines: Baselines;
  control: Progress;
  setSpeed: null;
  open: RunDetail;
  /** `more`: frames are already waiting after these. `damaged`: ordinals left out because their CRC is wrong. */
  pull: { frames: FrameRef[]; progress: Progress; more: boolean; damaged: number[] };
  /** `gone`: ordinals that are no longer there since the run was thinned; a pull passes over such in silence. */
  frames: { frames: FrameRef[]; damaged: number[]; gone: number[] };
  /** Frames of a layout without tensors. */
  scalars: { frames: FrameRef[] };
  /** The file's name; the payload has so many bytes of it, and zeros after them. */
  saveRun: { file: string; size: number };
  verify: null;
  cancelVerify: null;
  selfTest: SelfTest;
  renameRun: RunInfo;
  tagRuns: null;
  noteRun: null;
  /** Names the deletion. */
  deleteRuns: { at: number };
  restoreRuns: { runs: number[] };
  sweeps: SweepInfo[];
  createSweep: SweepInfo;
  openSweep: SweepDetail;
  controlSweep: SweepInfo;
  runAgain: SweepInfo;
  renameSweep: SweepInfo;
  deleteSweep: null;
  digits: null;
  /** In how many experiments each is, and whether anything names it: these, runs, sweeps, presets, own lessons. */
  dataSets: {
    sha256: string;
    name: string;
    createdAt: number;
    size: number;
    rows: number;
    experiments: number;
    used: boolean;
  }[];
  removeDataSet: null;
  /** The payload has as many bytes, and zeros after them. */
  dataSet: { size: number };
  addDataSet: { sha256: string };
  engines: EngineState[];
  installation: Installation;
  installEngine: null;
  cancelInstall: null;
  removeEngine: null;
}

/** A failed call: a code the window has a sentence for. */
export interface Failure {
  code: LabErrorCode;
  values: Record<string, string | number>;
  problems: Problem[];
}

/** What the lab says unasked: a run began, moved on (at most 4 times a second) or ended; some were deleted, or came back; or
 *  got other tags or another note. How a sweep stands, as often, with the points that stand otherwise since it was said last; of
 *  its runs nothing else is said. And to all windows
 *  but the one that did it: an experiment was saved, or deleted. And that something failed, or does so no longer;
 *  how an installation of TensorFlow's library stands, while there is one and when it ends;
 *  how the self-test stands, at every number; what a file has brought; how far a file of this window alone is on its way;
 *  what is being done to the data folder; that the lab closes, to open again with what was restored;
 *  and how far a verification is (at most 4 times a second), and what it found: null where it was called off. */
export type LabEvent =
  | { type: 'run'; info: RunInfo }
  | { type: 'runsDeleted'; runs: number[] }
  | { type: 'runsRestored'; runs: number[] }
  | { type: 'runsNoted'; runs: number[] }
  | { type: 'sweep'; info: SweepInfo; results: PointResult[] }
  | { type: 'sweepDeleted'; sweep: number }
  | { type: 'experimentSaved'; experiment: number; revision: string | null }
  | { type: 'experimentDeleted'; experiment: number }
  | { type: 'verifying'; run: number; done: number; of: number }
  | { type: 'verified'; run: number; verification: Verification | null }
  | { type: 'selfTest'; selfTest: SelfTest }
  | { type: 'carrying'; progress: CarryProgress }
  | { type: 'taken'; taken: Taken }
  | { type: 'installation'; installation: Installation }
  | { type: 'keeping'; keeping: Keeping }
  /** The lab closes and opens again; `keeps`: with what is stored now. */
  | { type: 'reopening'; keeps: boolean }
  | { type: 'failure'; failure: Failure }
  | { type: 'over'; code: LabErrorCode };

/** The two headers that travel; bytes may follow either. */
export type ToLab = { id: number; call: CallName; args: unknown };
export type FromLab =
  { id: number; ok: true; value: unknown } | { id: number; ok: false; failure: Failure } | { event: LabEvent };
