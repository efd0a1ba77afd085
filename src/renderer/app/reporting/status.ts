import type { RunStatus } from '../../../core/run.ts';
import { m } from '../../../core/words/m.ts';

const words: Record<RunStatus, () => string> = {
  running: m.runs_status_live,
  paused: m.runs_status_paused,
  finished: m.runs_status_finished,
  stopped: m.runs_status_stopped,
  diverged: m.runs_status_diverged,
  interrupted: m.runs_status_interrupted,
  failed: m.runs_status_failed,
};

/** How a run ended, or stands. */
export const statusOf = (status: RunStatus): string => words[status]();
