import type { DiagnosisLine, KeepingProgress, KeepingResult } from '../../core/contract/keeping.ts';
import type { LabErrorCode } from '../../core/errors.ts';
import type { Child } from '../child.ts';

/** What the lab has its keeping process do: one thing, then that process is over. */
export type Work =
  | { act: 'check'; folder: string }
  | { act: 'compact'; folder: string; own: string | null }
  | { act: 'backup'; folder: string; kept: number }
  | { act: 'restore'; folder: string; own: string | null; backup: string };
export type ToKeeper = Work | { act: 'diagnose'; folder: string; own: string | null };

export type FromKeeper =
  | { type: 'progress'; progress: KeepingProgress }
  | { type: 'diagnosed'; lines: DiagnosisLine[] }
  | { type: 'done'; result: Exclude<KeepingResult, { act: 'restore' | 'move' }> }
  /** A backup is ready to take the database's place when that is opened again. */
  | { type: 'staged' }
  | { type: 'failed'; code: LabErrorCode; values: Record<string, string | number> };

/** Starts that process, which gives way to all others. */
export type SpawnKeeper = () => Child<ToKeeper, FromKeeper>;
