import type { FrameKind } from './frame/frame.ts';
import type { Difference } from './frame/difference.ts';

/** What writes recordings: the program and what its numbers depend on. The engine is in the run's progress. */
export interface Writer {
  /** Of Goldilocks. */
  version: string;
  /** The first digits of the SHA-256 of the kernels; null where they were not found. */
  kernels: string | null;
  node: string;
  electron?: string;
  /** `linux-x64`. */
  platform: string;
}

/** A stored frame that is not what re-executing gives. */
export interface Finding {
  ordinal: number;
  step: number;
  frame: FrameKind;
  /** Whether its bytes are not those that were stored: its checksum is wrong. */
  damaged: boolean;
  /** `numbers`: as `difference` says. `bytes`: it cannot be taken apart. `checksum`: its checksum alone is wrong, its numbers are
   *  right. `absent`: re-executing makes no such frame. */
  what: 'numbers' | 'bytes' | 'checksum' | 'absent';
  difference: Difference | null;
}

/** How re-executing a run came out. */
export type Outcome =
  /** Every stored frame is the same to the bit (what is not a number is any such). */
  | { kind: 'exact' }
  /** TensorFlow: within its tolerance, so many of the frames exactly; where they are farthest apart. */
  | { kind: 'within'; exactly: number; tolerance: number; largest: number; name: string; step: number }
  /** The first that are not, in the order of their steps. */
  | { kind: 'differs'; findings: Finding[] }
  /** It could not be re-executed. */
  | { kind: 'failed'; reason: string };

/** What verifying a run found, kept with it. */
export interface Verification {
  /** Milliseconds since 1970. */
  at: number;
  by: Writer;
  /** Stored frames and keyframes, and how many of them were made again. */
  frames: number;
  same: number;
  outcome: Outcome;
}

/** Most findings that are kept of a run; the numbers say how many there are. */
export const mostFindings = 8;

/** How far numbers that TensorFlow computes may be apart, relative to the largest entry of their tensor (core/engines.ts). */
export const tensorFlowTolerance = 1e-4;

/** Whether a run was made again, every frame of it. */
export const isReproduced = ({ outcome }: Verification): boolean =>
  outcome.kind === 'exact' || outcome.kind === 'within';
