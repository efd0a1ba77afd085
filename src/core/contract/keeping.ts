import { z } from 'zod';
import type { LabError } from '../errors.ts';

/** What can be done to a data folder as a whole. */
export const keepingActs = ['check', 'backup', 'compact', 'restore', 'move'] as const;
export type KeepingAct = (typeof keepingActs)[number];

/** How often a backup is made unasked: the setting `backupEvery`. */
export const backupTimes = ['day', 'week', 'off'] as const;
export type BackupEvery = (typeof backupTimes)[number];
/** How many backups are kept where the setting `backupsKept` says nothing, and at most. */
export const BACKUPS_KEPT = 5;
export const MOST_BACKUPS = 100;

/** What the window may ask about the data folder. */
export const keepingCalls = {
  /** What it holds and takes, its backups, and what is being done to it. */
  dataFolder: z.strictObject({}),
  /** Begins to check, back up, compact, restore or move. Answered when it has begun; how it goes on is told to all windows.
   *  To restore or move, the lab closes and opens again (the event `reopening`). */
  keep: z.strictObject({
    act: z.enum(keepingActs),
    /** Of `restore`: the backup's name. */
    backup: z.string().max(100).exactOptional(),
    /** Of `move`: a whole path of the lab's computer. */
    to: z.string().min(1).max(4096).exactOptional(),
  }),
  /** Calls that off, whichever window began it. */
  cancelKeeping: z.strictObject({}),
  /** What there is to know when something does not work. */
  diagnose: z.strictObject({}),
} satisfies Record<string, z.ZodType>;

/** What the database takes, in bytes. */
export interface Sizes {
  /** goldilocks.db, the pages to be filled again among it. */
  file: number;
  /** The log beside it. */
  log: number;
  /** Pages that what was deleted has left to be filled again: what compacting gives back. */
  free: number;
  frames: number;
  dataSets: number;
}

/** What a copy was made for: only the first kind is removed when there are enough newer ones. */
export const backupKinds = ['backup', 'restore', 'update'] as const;
export type BackupKind = (typeof backupKinds)[number];

export interface Backup {
  /** Of its file, in the folder `backups`. */
  name: string;
  kind: BackupKind;
  /** When it was made, in ms since 1970. */
  at: number;
  bytes: number;
}

/** A frame whose bytes are no longer what was recorded. */
export interface DamagedFrame {
  run: number;
  name: string;
  ordinal: number;
  step: number;
  keyframe: boolean;
}

/** What checking the database has found. */
export interface CheckReport {
  frames: number;
  damaged: DamagedFrame[];
  /** Those beyond the ones that are listed. */
  more: number;
  /** What SQLite says of the file; empty where all is well. */
  problems: string[];
  /** Names of data sets that are no longer what was imported. */
  dataSets: string[];
  seconds: number;
}

export type KeepingResult =
  | { act: 'check'; report: CheckReport }
  | { act: 'backup'; name: string; bytes: number }
  /** Bytes of the file. */
  | { act: 'compact'; before: number; after: number }
  /** The file that has what was there until then; null where nothing was. */
  | { act: 'restore'; aside: string | null }
  | ({ act: 'move' } & Moved);

/** How a folder's lab came to be in another one. */
export const movedSchema = z.object({
  /** The folder before. */
  from: z.string(),
  /** The file in it that has what was there; null where it could not be changed and opens again unless another is named. */
  left: z.string().nullable(),
  /** What is here of its database: all, or, where it could not be read, the newest of its backups or nothing. */
  has: z.enum(['all', 'backup', 'nothing']),
  /** What lies beside it that could not. */
  missing: z.array(z.string()),
  /** Frames that were not stored there and are now; and those that belong to nothing that could be read. */
  saved: z.int(),
  lost: z.int(),
});
export type Moved = z.infer<typeof movedSchema>;

export const keepingPhases = ['copying', 'pages', 'frames', 'compacting'] as const;
export type KeepingPhase = (typeof keepingPhases)[number];

/** How far it is; null where that cannot be told. */
export interface KeepingProgress {
  phase: KeepingPhase;
  done: number | null;
  of: number | null;
}

/** What is being done to the data folder, and what came of the last thing that was. */
export interface Keeping {
  doing: ({ act: KeepingAct } & KeepingProgress) | null;
  last:
    | { at: number; result: KeepingResult }
    | { at: number; act: KeepingAct; failure: Pick<LabError, 'code' | 'values' | 'problems'> }
    | null;
}

export interface DataFolderFacts {
  folder: string;
  sizes: Sizes;
  /** Bytes free on its disk; null where the system does not say. */
  room: number | null;
  backups: Backup[];
  backupsKept: number;
  backupEvery: BackupEvery;
  keeping: Keeping;
}

/** One line of the diagnostics. */
export interface DiagnosisLine {
  /** Stays the same from version to version. */
  id: string;
  what: string;
  value: string;
  /** What to do where something is wrong. */
  remedy: string | null;
}

export interface KeepingReplies {
  dataFolder: DataFolderFacts;
  keep: null;
  cancelKeeping: null;
  diagnose: { lines: DiagnosisLine[]; text: string };
}
