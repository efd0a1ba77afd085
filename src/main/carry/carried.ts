import { z } from 'zod';
import type { LabErrorCode } from '../../core/errors.ts';
import type { Taken, Written } from '../../core/carried.ts';

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
  at: z.number().min(0).max(8.64e15),
  /** SHA-256 of all rows but this one, as digest.ts counts them. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Label = z.infer<typeof labelSchema>;

/** What is to be written into a file: experiments with all their runs, and runs alone; everything where both are empty. */
export interface Selection {
  experiments: readonly number[];
  runs: readonly number[];
}

/** A file to take in: where it lies, and what the person calls it. */
export interface Given {
  path: string;
  /** Its own name, for sentences. */
  file: string;
  /** What the pupil is called where the file does not say. */
  otherwise: string;
}

/** What the process is asked to do with the store of a folder. */
export type Job =
  | { type: 'export'; folder: string; file: string; selection: Selection; name: string | null }
  /** @property merge whether the files are of several people, who are to be told apart */
  | { type: 'import'; folder: string; files: readonly Given[]; merge: boolean };

/** How far it is: `done` of `total` bytes or rows of one file. */
export interface Carrying {
  phase: 'write' | 'copy' | 'check' | 'store';
  file: string;
  done: number;
  total: number;
}

/** What the process says; it ends after all but the first. */
export type FromCarrier =
  | { type: 'progress'; progress: Carrying }
  | { type: 'written'; written: Written }
  | { type: 'taken'; taken: Taken[] }
  | { type: 'failed'; code: LabErrorCode; values: Record<string, string | number> };

/** Tells how far it is. */
export type Tell = (progress: Carrying) => void;
