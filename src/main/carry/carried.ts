import { z } from 'zod';

/** The largest file that is written or taken in. */
export const MOST_FILE = 2 ** 30;
/** How the name of such a file ends. */
export const carriedEnding = '.goldilocks';

/** The version of what a file holds beside the tables of the store (docs/FORMAT.md). */
export const FORMAT = 1;
/** Where a file says what it is, in its table of settings. */
export const labelKey = 'carry';
/** What it says there. */
export const labelSchema = z.strictObject({
  version: z.literal(FORMAT),
  /** Whose it is; empty where nobody said. */
  name: z.string().max(40),
  /** Milliseconds since 1970, when it was written. */
  at: z.int().min(0).max(8.64e15),
  /** SHA-256 of all rows but this one, as digest.ts counts them. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Label = z.infer<typeof labelSchema>;

/** What is to be written into a file: experiments with all their runs, and runs alone; everything where both are empty. */
export interface Selection {
  experiments: readonly number[];
  runs: readonly number[];
}

/** How many there are of each. */
export interface Amounts {
  experiments: number;
  runs: number;
  sweeps: number;
  dataSets: number;
  /** Lessons with answers. */
  lessons: number;
}
export const none = (): Amounts => ({ experiments: 0, runs: 0, sweeps: 0, dataSets: 0, lessons: 0 });

/** What was written into a file. */
export interface Written {
  bytes: number;
  amounts: Amounts;
  /** Frames that were left out because their checksum is wrong. */
  damaged: number;
}

/** What came of a file that was taken in. */
export interface Taken {
  file: string;
  /** Whose it is; empty where that is not known. */
  who: string;
  fresh: Amounts;
  /** What was there already. */
  known: Amounts;
  /** The runs that came. */
  runs: number[];
}
