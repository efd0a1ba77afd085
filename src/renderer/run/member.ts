import type { ControlAction } from '../../core/contract/trainer.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunInfo, RunStatus } from '../../core/run.ts';
import type { OpenedRun } from './opened.svelte.ts';

/** What a group knows of each of its places. */
export interface Member {
  /** The run in it; null while there is none. */
  readonly run: OpenedRun | null;
  /** The run, or what its plan would begin with. */
  readonly opened: OpenedRun | null;
  readonly info: RunInfo | null;
  readonly plan: Plan;
  readonly status: RunStatus | 'none';
  readonly live: boolean;
  /** Steps of the whole run; the step on show; the newest that was recorded. */
  readonly steps: number;
  readonly step: number | null;
  readonly newest: number | null;
  /** Whether it is on its way to where the others are. */
  readonly catchesUp: boolean;
  readonly canStart: boolean;
  readonly canGoOn: boolean;
  start(paused: boolean): Promise<void>;
  startAgain(): Promise<void>;
  goOn(): Promise<void>;
  /** @param until of `play`: the step at which it pauses again */
  control(action: ControlAction, until?: number): Promise<void>;
  setSpeed(speed: number | null): Promise<void>;
  /** Trains to a step as fast as it can, and pauses there. */
  hurryTo(step: number): Promise<void>;
  leave(): void;
}
