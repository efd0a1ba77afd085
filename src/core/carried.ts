import type { LabErrorCode } from './errors.ts';

/** How many there are of each. */
export interface Amounts {
  experiments: number;
  runs: number;
  sweeps: number;
  dataSets: number;
  /** Lessons with answers. */
  lessons: number;
}

/** What was written into a file. */
export interface Written {
  bytes: number;
  amounts: Amounts;
  /** Frames that were left out because their checksum is wrong. */
  damaged: number;
}

/** What came of a file that was to be taken in. */
export type Taken =
  | {
      file: string;
      /** Whose it is; empty where that is not known. */
      who: string;
      fresh: Amounts;
      /** What was there already. */
      known: Amounts;
      /** The experiment to open: the first that came, or that was there; null where there is none. */
      experiment: number | null;
      /** The runs that came. */
      runs: number[];
    }
  | { file: string; failure: { code: LabErrorCode; values: Record<string, string | number> } };
