import type { ActivationId } from '../activations.ts';
import type { Baselines } from '../baselines.ts';
import type { EngineState, EngineWish } from '../engines.ts';
import type { Cadence, Entry, Layout } from '../frame/layout.ts';
import type { Cut, Landscape } from '../landscape/landscape.ts';
import type { Plan } from '../plan/schema.ts';
import type { NativeFound } from './native.ts';
import type { Change, Progress, RunStatus } from '../run.ts';
import type { Recording } from '../sweep/schema.ts';

/** What main says to the trainer. Structured-cloned between processes; `file` is what plans with that key (examples.ts) take their
 *  examples from. */
export type ToTrainer =
  | { type: 'source'; key: string; file: Uint8Array; drop?: string }
  | { type: 'start'; run: number; plan: Plan; speed: number | null; paused: boolean; branch?: Branch; swept?: Swept }
  | { type: 'control'; run: number; action: ControlAction; until?: number | undefined }
  | { type: 'speed'; run: number; speed: number | null }
  /** Main has stored one batch; the trainer holds back when too many are on their way. */
  | { type: 'stored'; run: number }
  | { type: 'trace'; request: number; plan: Plan }
  | { type: 'look'; request: number; plan: Plan; from: Waypoint }
  /** What a run of this plan would begin with. */
  | { type: 'preview'; request: number; plan: Plan }
  | { type: 'survey'; request: number; plan: Plan; survey: Survey }
  /** What predicts from the plan's examples without training. */
  | { type: 'baselines'; request: number; plan: Plan }
  /** Re-executes a stored run: what it recorded is computed and sent again. */
  | { type: 'verify'; request: number; plan: Plan; recorded: Recorded }
  /** One batch of that has been compared; the trainer holds back when too many are on their way. */
  | { type: 'compared'; request: number }
  /** A survey, look, preview, verification or what predicts without training, that nobody waits for any more. */
  | { type: 'forget'; request: number }
  | { type: 'curve'; request: number; wish?: EngineWish; fn: ActivationId; x: number[] }
  | { type: 'engines'; request: number }
  /** The answer to `findNative`. */
  | { type: 'native'; found: NativeFound }
  /** There may be another native engine than before. */
  | { type: 'nativeChanged' };

/** How a step of a run is reached again: from the newest keyframe not after it, by steps that nobody sees. */
export interface Waypoint {
  step: number;
  /** null: from the plan's initial values. */
  keyframe: { bytes: Uint8Array; layout: Layout } | null;
}

/** What a landscape is computed from. */
export interface Survey {
  cut: Cut;
  /** The path: frames or keyframes of a run that hold its parameters, oldest first, and their layout. */
  snapshots: Uint8Array[];
  layout: Layout;
  /** Whether the path begins with the plan's initial values, which no snapshot holds. */
  fromStart: boolean;
  /** The step whose parameters the plane goes through; null: those of the last snapshot. */
  from: Waypoint | null;
}

/** What a branch begins with. */
export interface Branch {
  from: Waypoint;
  changes: Change[];
}

/** What a stored run has recorded: all that decides which frames its re-execution makes. */
export interface Recorded {
  /** The run's own, which may be those of an earlier version. */
  layout: Layout;
  cadence: Cadence;
  /** The steps of its frames, ascending: on the cadence, and where somebody paused or looked. */
  steps: Float64Array;
  /** The same of its keyframes: on the cadence, and where it was put aside and gone on with. */
  keyframes: Float64Array;
  /** The step of the last frame or keyframe. */
  until: number;
  /** The keyframe that a stop wrote; `halted`: in the middle of that step, of which there is no frame. */
  stop: { step: number; halted: boolean } | null;
  /** What to begin with; null: the plan's initial values. */
  from: Waypoint | null;
}

/** A run of a sweep: nobody looks on, so no frame is added to those of its recording, and where it is stopped it writes the
 *  keyframe that it goes on from. */
export interface Swept {
  record: Recording;
  resume: Resume | null;
}

/** Where a run of a sweep goes on. */
export interface Resume {
  from: Waypoint;
  /** As its last progress had them. */
  curve: Progress['curve'];
  seconds: number;
}

/** `step` and `epoch` train that far and pause; so does `play` that is told a step to play until. */
export const controlActions = ['play', 'pause', 'step', 'epoch', 'stop'] as const;
export type ControlAction = (typeof controlActions)[number];

/** What the trainer says to main. Frames are bytes that main stores and forwards undecoded. */
export type FromTrainer =
  | { type: 'ready' }
  /** Asks for the folder of TensorFlow's library, once a plan wants it: main tries it in a process of its own. */
  | { type: 'findNative' }
  | { type: 'batch'; run: number; frames: Uint8Array[]; progress: Progress }
  | { type: 'traced'; request: number; trace: Trace }
  | { type: 'looked'; request: number; entries: Entry[]; frame: Uint8Array }
  | { type: 'previewed'; request: number; frames: Uint8Array[]; progress: Progress }
  | { type: 'surveyed'; request: number; landscape: Landscape; values: Uint8Array }
  | { type: 'baselined'; request: number; baselines: Baselines }
  /** What is made again, in the order of its steps; after a status that is not live nothing follows. */
  | { type: 'again'; request: number; frames: Uint8Array[]; status: RunStatus; message: string | null }
  | { type: 'curved'; request: number; y: number[]; dy: number[] }
  | { type: 'engines'; request: number; engines: EngineState[] }
  | { type: 'failed'; request: number; message: string };

/** Every variable of the graph for the first batch, by name; `dW1` stands for ∂J/∂W⁽¹⁾. */
export interface Trace {
  n: number;
  nodes: Record<string, { shape: [rows: number, columns: number]; values: number[] }>;
}
