import type { ActivationId } from '../activations.ts';
import type { Plan } from '../plan/schema.ts';
import type { Progress } from '../run.ts';

/** What main says to the trainer. Structured-cloned between processes; `file` is resources/mnist.bin. */
export type ToTrainer =
  | { type: 'digits'; file: Uint8Array }
  | { type: 'start'; run: number; plan: Plan; speed: number | null; paused: boolean }
  | { type: 'control'; run: number; action: ControlAction }
  | { type: 'speed'; run: number; speed: number | null }
  /** Main has stored one batch; the trainer holds back when too many are on their way. */
  | { type: 'stored'; run: number }
  | { type: 'trace'; request: number; plan: Plan }
  | { type: 'curve'; request: number; fn: ActivationId; x: number[] };

/** `step` and `epoch` train that far and pause. */
export const controlActions = ['play', 'pause', 'step', 'epoch', 'stop'] as const;
export type ControlAction = (typeof controlActions)[number];

/** What the trainer says to main. Frames are bytes that main stores and forwards undecoded. */
export type FromTrainer =
  | { type: 'ready' }
  | { type: 'batch'; run: number; frames: Uint8Array[]; progress: Progress }
  | { type: 'traced'; request: number; trace: Trace }
  | { type: 'curved'; request: number; y: number[]; dy: number[] }
  | { type: 'failed'; request: number; message: string };

/** Every variable of the graph for the first batch, by name; `dW1` stands for ∂J/∂W⁽¹⁾. */
export interface Trace {
  n: number;
  nodes: Record<string, { shape: [rows: number, columns: number]; values: number[] }>;
}
