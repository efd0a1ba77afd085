import { LabError } from '../../core/errors.ts';
import type { Parent } from '../../core/run.ts';
import type { Lab } from './lab.ts';
import { Recording } from './recording.ts';

/** More points than a plot has pixels would be brought for nothing. */
const MOST = 300;

/** What a branch came from: the scalars of its parent's frames until the fork, asked for when a plot first wants them. */
export class Past {
  /** null until it is here, and where the parent was deleted. */
  recording = $state.raw<Recording | null>(null);
  readonly parent: Parent;
  private readonly lab: Lab;
  private readonly failed: (error: unknown) => void;
  private asked = false;

  constructor(lab: Lab, parent: Parent, failed: (error: unknown) => void) {
    this.lab = lab;
    this.parent = parent;
    this.failed = failed;
  }

  /** Asks for it, once. */
  want(): void {
    if (this.asked) return;
    this.asked = true;
    this.bring().catch((error: unknown) => {
      if (!(error instanceof LabError && error.code === 'run-unknown')) this.failed(error);
    });
  }

  private async bring(): Promise<void> {
    const { run, step } = this.parent;
    const { value, payload } = await this.lab.call('scalars', { run, until: step, most: MOST });
    const recording = new Recording(run, { frame: [], keyframe: [] });
    for (const { ordinal, offset, length } of value.frames)
      recording.append(ordinal, payload.subarray(offset, offset + length));
    if (recording.rows > 0) this.recording = recording;
  }
}
