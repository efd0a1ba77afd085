import type { FromTrainer, ToTrainer } from '../core/contract/trainer.ts';
import { encodeFrame, scalarNames, type FrameKind, type Scalars } from '../core/frame/frame.ts';
import type { Layout } from '../core/frame/layout.ts';
import type { Progress } from '../core/run.ts';
import type { SpawnNative } from './native/messages.ts';
import type { TrainerProcess } from './trainer-host.ts';

/** A trainer process for tests: what it is told is written down, and what it says the test decides. */
export class FakeTrainer implements TrainerProcess {
  readonly heard: ToTrainer[] = [];
  killed = false;
  private say: (message: FromTrainer) => void = () => undefined;
  private exit: (reason: string) => void = () => undefined;
  /** Called with every message. */
  react: (message: ToTrainer) => void = () => undefined;

  post(message: ToTrainer): void {
    this.heard.push(message);
    this.react(message);
  }
  onMessage(listener: (message: FromTrainer) => void): void {
    this.say = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.exit = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit('SIGKILL');
  }

  /** Says something else. */
  answer(message: FromTrainer): void {
    this.say(message);
  }
  /** Sends a batch for a run. */
  batch(run: number, frames: Uint8Array[], progress: Progress): void {
    this.say({ type: 'batch', run, frames, progress });
  }
  die(reason: string): void {
    this.exit(reason);
  }
  /** How many batches were acknowledged. */
  get stored(): number {
    return this.heard.filter(({ type }) => type === 'stored').length;
  }
}

/** For labs that are not asked about TensorFlow's library. */
export const noNative: SpawnNative = {
  probe() {
    throw new Error('no test asks for this');
  },
  install() {
    throw new Error('no test asks for this');
  },
};

/** Where a run is, at a step. */
export const progressAt = (step: number, status: Progress['status'] = 'running'): Progress => ({
  status,
  step,
  epoch: 0,
  loss: 1,
  testLoss: null,
  testAccuracy: null,
  seconds: 0,
  speed: 0,
  curve: [],
});

/** A frame of `columns` floats whose every number is its step. */
export function frameAt(step: number, columns = 4, kind: FrameKind = 'frame'): Uint8Array {
  const entries = [{ name: 'o', rows: 1, columns }];
  const layout: Layout = { frame: entries, keyframe: entries };
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, step])) as Scalars;
  return encodeFrame(kind, layout, 1, scalars, (_name, into) => into.fill(step));
}

/** Frames of consecutive steps. */
export const framesFrom = (step: number, count: number, columns?: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => frameAt(step + i, columns));
