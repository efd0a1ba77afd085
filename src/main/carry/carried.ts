import { z } from 'zod';
import type { Amounts, CarryProgress } from '../../core/contract/carry.ts';

/** The version of what a file holds beside the tables of the store (docs/FORMAT.md). */
export const FORMAT = 1;
/** Where a file says what it is, in its table of settings. */
export const labelKey = 'carry';
/** What it says there. */
export const labelSchema = z.strictObject({
  version: z.literal(FORMAT),
  /** Whose it is; empty where nobody said. */
  name: z.string().max(40),
  /** The lab that wrote it: tells two people of one name apart. */
  lab: z.uuid(),
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

export const none = (): Amounts => ({ experiments: 0, runs: 0, sweeps: 0, dataSets: 0, lessons: 0 });

/** Is told how far the work is. */
export type Tell = (phase: CarryProgress['phase'], share: number) => void;
export const toNobody: Tell = () => undefined;
