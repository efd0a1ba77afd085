import type { CarryProgress, Taken, Written } from '../../core/contract/carry.ts';
import type { LabErrorCode } from '../../core/errors.ts';
import type { Child } from '../child.ts';
import type { Selection } from './carried.ts';

/** What the lab has a process of its own do: one thing, then it is over. */
export type ToCarrier =
  | { do: 'export'; folder: string; path: string; selection: Selection; name: string }
  | { do: 'import'; folder: string; path: string; name: string; several: boolean };

export type FromCarrier =
  | { type: 'progress'; progress: CarryProgress }
  | { type: 'written'; written: Written }
  | { type: 'taken'; taken: Taken }
  | { type: 'failed'; code: LabErrorCode; values: Record<string, string | number> };

/** Starts that process, which gives way to all others. */
export type SpawnCarrier = () => Child<ToCarrier, FromCarrier>;

/** Its limits: MiB of objects here, bytes of what SQLite holds. Whatever a file makes of it, the lab is another process. */
export const carrierOptions = ['--max-old-space-size=512'] as const;
export const MOST_HEAP = 768 * 2 ** 20;
