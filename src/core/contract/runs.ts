import { z } from 'zod';
import { planFieldIds, type PlanFieldId, type PlanValue } from '../compare/plan-fields.ts';
import { printable } from '../plan/text.ts';
import type { RunInfo } from '../run.ts';

/** How long (ms) a deletion can be undone. */
export const UNDO_MS = 20_000;

/** What a run is filed under: a word or a few, in one line. */
export const tagSchema = z.string().trim().min(1).max(40).regex(printable);

/** What a person wrote about a run: Markdown, no controls but tabs and ends of lines. */
export const noteSchema = z
  .string()
  .max(20_000)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/u);

/** What the list can be sorted by, beside the fields of a plan. */
export const resultIds = ['name', 'started', 'train', 'test', 'gap', 'accuracy', 'step', 'seconds', 'bytes'] as const;
export type SortId = (typeof resultIds)[number] | PlanFieldId;

/** What runs are filtered by, beside search and tags: the values that are left out. */
export const facetIds = ['status', 'data', 'init'] as const;
export type FacetId = (typeof facetIds)[number];
export type Hidden = Record<FacetId, readonly string[]>;

export const groupings = ['sweep', 'experiment', 'none'] as const;
export type Grouping = (typeof groupings)[number];

const values = z.array(z.string().max(400)).max(1000).readonly();
const id = z.int().positive();
export const runIds = z.array(id).min(1).max(100_000);

/** Which runs, and in what order. */
const query = z.strictObject({
  /** Every word is found in a run's name, note, tags or plan. */
  search: z.string().max(400),
  /** Values that are left out; of `status`, `live` stands for running and paused. */
  hidden: z.strictObject({ status: values, data: values, init: values }),
  /** A run has them all. */
  tags: values,
  sort: z.strictObject({ by: z.enum([...resultIds, ...planFieldIds]), down: z.boolean() }),
  /** Branches below their runs, where it is sorted by `started`. */
  tree: z.boolean(),
  group: z.enum(groupings),
  /** Groups that are folded where they usually are not, or the other way round. */
  turned: z.array(z.int()).max(10_000).readonly(),
});
export type RunQuery = z.infer<typeof query>;

/** A window of the list: rows `from` … `from + count − 1`. */
const window = { from: z.int().min(0), count: z.int().min(0).max(500) };
/** @property columns fields whose values the rows bring @property summary whether it comes along */
export const runsArgs = query.extend({
  ...window,
  columns: z.array(z.enum(planFieldIds)).max(planFieldIds.length).readonly(),
  summary: z.boolean(),
});
/** The runs alone of a window of any length: what is selected by Shift and Ctrl-A. */
export const runIdsArgs = query.extend({ from: z.int().min(0), count: z.int().min(0) });

/** All runs, the newest first, branches below theirs. */
export const everyRun: RunQuery = {
  search: '',
  hidden: { status: [], data: [], init: [] },
  tags: [],
  sort: { by: 'started', down: true },
  tree: true,
  group: 'none',
  turned: [],
};

/** One run of the list. Its curve has few digits. */
export interface RunRow {
  kind: 'run';
  info: RunInfo;
  tags: string[];
  /** The beginning of its note. */
  note: string;
  /** How many of the runs it branched from are in the list. */
  depth: number;
  /** Ids of those, the oldest first. */
  above: number[];
  values: Partial<Record<PlanFieldId, PlanValue>>;
}

/** The head of a group. */
export interface GroupRow {
  kind: 'group';
  key: number;
  name: string;
  runs: number;
  bytes: number;
  /** Least test loss, and when the newest began. */
  best: number | null;
  newest: number;
  open: boolean;
}

export type ListRow = RunRow | GroupRow;
export type Counts = readonly (readonly [value: string, count: number])[];

/** What stands around the rows. */
export interface RunsSummary {
  /** How many rows there are, heads of groups among them. */
  total: number;
  /** How many runs pass, and their least test loss. */
  found: number;
  best: number | null;
  /** All runs, whatever passes, and the bytes of their frames. */
  kept: number;
  bytes: number;
  /** Runs that pass search, tags and the other facets, by value. */
  facets: Record<FacetId, Counts>;
  tags: Counts;
  /** The fields in which plans differ. */
  varying: PlanFieldId[];
  /** The newest deletion that can still be undone. */
  deleted: Deletion | null;
}

/** Runs that were deleted at one time; `name` where it was one. */
export interface Deletion {
  at: number;
  runs: number;
  name: string;
}

export interface RunsReply {
  rows: ListRow[];
  summary?: RunsSummary;
}

/** All that is known of one run beside its frames. */
export interface RunFacts {
  info: RunInfo;
  tags: string[];
  note: string;
  values: Partial<Record<PlanFieldId, PlanValue>>;
  /** Runs that branched from it. */
  branches: { id: number; name: string; step: number }[];
  /** Whether the run it branched from is still there. */
  parentKept: boolean;
  /** Frames and bytes by what they are. */
  stored: { frames: number; frameBytes: number; keyframes: number; keyframeBytes: number; other: number };
}

/** Where the bytes of the data folder went. */
export interface StorageUsed {
  /** The whole file, without pages that are free to be filled again. */
  file: number;
  frames: number;
  /** Of runs that are deleted and not yet gone. */
  deleted: number;
  /** Those that take most. */
  experiments: { experiment: number; name: string; runs: number; bytes: number }[];
}
