import type { InstallProgress, NativeAnswer } from '../../core/contract/native.ts';
import type { LabErrorCode } from '../../core/errors.ts';
import type { Child } from '../child.ts';

/** What became of TensorFlow when it was tried in a process of its own; only after `ok` may it be offered. */
export type NativeReport =
  | { state: 'ok'; sentence: string; version: string; worst: number; ms: number }
  | { state: 'crashed' | 'wrong' | 'timeout'; sentence: string };

/** What the lab says to the process that installs. */
export type ToInstaller =
  | { type: 'install'; native: string; from?: string }
  /** What became of the engine that was to be tried. */
  | { type: 'tried'; report: NativeReport }
  | { type: 'cancel' };

/** What that process says. It ends after `done`, `failed` and `cancelled`. */
export type FromInstaller =
  | { type: 'progress'; progress: InstallProgress }
  /** Asks the lab to try an engine: only the lab can start a process in either host. */
  | { type: 'try'; folder: string }
  | { type: 'done' }
  | { type: 'failed'; code: LabErrorCode; values: Record<string, string | number> }
  | { type: 'cancelled' };

/** Starts one of the two processes that have to do with TensorFlow's library, with these arguments. */
export interface SpawnNative {
  probe: (args: string[]) => Child<never, NativeAnswer>;
  install: () => Child<ToInstaller, FromInstaller>;
}
