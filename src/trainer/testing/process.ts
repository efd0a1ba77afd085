import { fork, type ChildProcess } from 'node:child_process';
import type { FromTrainer, ToTrainer } from '../../core/contract/trainer.ts';
import type { NativeFound } from '../../core/contract/native.ts';
import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import { layoutOf } from '../../core/frame/layout.ts';
import { graphOf } from '../../core/graph/graph.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { isLive, type Progress } from '../../core/run.ts';

/** The real trainer process, spoken to as main does. */
export class Trainer {
  readonly frames: Uint8Array[] = [];
  readonly batches: number[] = [];
  progress: Progress | null = null;
  acknowledge = true;
  /** What main finds of TensorFlow's library. */
  native: NativeFound = { reason: 'TensorFlow is not installed here.' };
  private readonly child: ChildProcess;
  private waiting: (() => void)[] = [];

  /** @param resources the folder of kernels and TensorFlow.js; the repository's where it is left out */
  constructor(resources?: string) {
    const args = resources === undefined ? [] : [`--resources=${resources}`];
    this.child = fork(new URL('../index.ts', import.meta.url), args, { serialization: 'advanced' });
    this.child.on('message', (message: FromTrainer) => {
      if (message.type === 'findNative') this.post({ type: 'native', found: this.native });
      if (message.type === 'batch') {
        this.frames.push(...message.frames);
        this.batches.push(message.frames.reduce((sum, frame) => sum + frame.length, 0));
        this.progress = message.progress;
        if (this.acknowledge) this.post({ type: 'stored', run: message.run });
      }
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  post(message: ToTrainer): void {
    this.child.send(message);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async ask<T extends FromTrainer['type']>(message: ToTrainer, type: T): Promise<Extract<FromTrainer, { type: T }>> {
    return new Promise((resolve) => {
      const listen = (answer: FromTrainer): void => {
        if (answer.type !== type) return;
        this.child.off('message', listen);
        resolve(answer as Extract<FromTrainer, { type: T }>);
      };
      this.child.on('message', listen);
      this.post(message);
    });
  }

  /** Hears everything it says. @returns how to stop */
  answered(listen: (message: FromTrainer) => void): () => void {
    this.child.prependListener('message', listen);
    return () => this.child.off('message', listen);
  }

  /** Waits until the run has ended. */
  ended(): Promise<void> {
    return this.until(() => this.progress !== null && !isLive(this.progress.status));
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}

/** A plan's frames taken apart. */
export function framesOf(plan: Plan, frames: readonly Uint8Array[]): Frame[] {
  const shape = shapeOf(plan);
  const layout = layoutOf(plan, graphOf(plan, shape), shape);
  return frames.map((bytes) => decodeFrame(bytes, layout));
}
