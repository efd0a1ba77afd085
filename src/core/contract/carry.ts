import { z } from 'zod';
import { runIds, tagSchema } from './runs.ts';

/** The largest file that is written or taken in. */
export const MOST_FILE = 2 ** 30;
/** The largest that a window is given or gives: it holds the whole of it. */
export const MOST_IN_WINDOW = 2 ** 29;
/** How the name of a file to carry ends (docs/FORMAT.md). */
export const carriedEnding = '.goldilocks';
/** Bytes of it that travel in one call. */
export const PART = 4 * 2 ** 20;

/** How many there are of each. */
export interface Amounts {
  experiments: number;
  runs: number;
  sweeps: number;
  dataSets: number;
  /** Lessons with answers. */
  lessons: number;
}

/** What is not in a file, since this version would refuse it there: by kind, and its name. */
export interface LeftOut {
  what: keyof Amounts;
  name: string;
}

/** What was written into a file. */
export interface Written {
  /** Of the file. */
  bytes: number;
  amounts: Amounts;
  /** Frames that were left out because their checksum is wrong. */
  damaged: number;
  left: LeftOut[];
}

/** What came of a file that was taken in. */
export interface Taken {
  file: string;
  /** Whose it is; empty where that is not known. */
  who: string;
  /** The tag that its runs got, which no other person has; empty for none. */
  tag: string;
  fresh: Amounts;
  /** What was there already. */
  known: Amounts;
  /** The runs that came. */
  runs: number[];
}

/** What is being done to a file, and how much of that is done: 0 to 1. */
export interface CarryProgress {
  phase: 'writing' | 'checking' | 'storing';
  share: number;
}

const at = z.int().min(0).max(MOST_FILE);
const size = z.int().min(1).max(PART);
const ids = z.array(z.int().positive()).max(10_000);

/** A window has one file on its way at a time: another takes its place. How far it is, only that window is told. */
export const carryCalls = {
  /** Writes experiments with all their runs, and runs alone, into a file; everything where neither is named. It is fetched in parts. */
  carryOut: z.strictObject({
    experiments: ids,
    runs: z.union([runIds, z.tuple([])]),
    /** Whose it is. */
    name: z.union([tagSchema, z.literal('')]),
  }),
  /** The part of that file from byte `at`, at most `PART` bytes, as payload. */
  carriedPart: z.strictObject({ at }),
  /** Begins to bring a file of so many bytes. */
  carryIn: z.strictObject({ file: z.string().min(1).max(255), size: z.int().min(1).max(MOST_IN_WINDOW) }),
  /** `size` bytes of it from byte `at` go with the call, in order. */
  carryPart: z.strictObject({ at, size }),
  /** Takes it in, all or nothing. @property several whether it is one of several people's, who are told apart by its name where it
   *  does not say whose it is */
  takeIn: z.strictObject({ several: z.boolean() }),
  /** Calls off what is under way, and forgets the file. */
  endCarry: z.strictObject({}),
} satisfies Record<string, z.ZodType>;

export interface CarryReplies {
  carryOut: Written;
  carriedPart: { size: number };
  carryIn: null;
  carryPart: null;
  takeIn: Taken;
  endCarry: null;
}
