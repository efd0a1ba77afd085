import type { LabErrorCode } from '../errors.ts';

/** What is done when TensorFlow's library is installed, in this order; and what may come instead. */
export const installPhases = [
  'waiting', // for another process that installs in the same folder
  'fetching',
  'unpacking',
  'packages',
  'compiling',
  'testing',
  'cancelling',
  'removing',
] as const;
export type InstallPhase = (typeof installPhases)[number];

/** How far it is: in bytes, where they are counted. */
export interface InstallProgress {
  phase: InstallPhase;
  done: number | null;
  total: number | null;
}

/** TensorFlow's library as the lab installs it: what there is of it, and what is being done. */
export interface Installation {
  /** Whether anybody publishes it for this machine. */
  possible: boolean;
  /** Bytes that would be fetched; null where nobody says. */
  download: number | null;
  /** Bytes on this disk of what the lab has installed; null where there is nothing to remove. */
  installed: number | null;
  /** Whether what is installed is whole and of this version. */
  sound: boolean;
  /** Bytes of what was fetched of an installation that did not come to its end, for the next to go on from. */
  kept: number;
  /** What is being done just now, for whichever window asked. */
  doing: InstallProgress | null;
  /** Why the last attempt did not do, until the next. */
  failed: { code: LabErrorCode; values: Record<string, string | number> } | null;
}

/** Where a native engine lies that has passed its self-test, or in a sentence why there is none. */
export type NativeFound = { folder: string } | { reason: string };

/** What the process says that tries a native engine (trainer/native/probe.ts). */
export type NativeAnswer =
  | { loaded: true; ok: boolean; backend: string; version: string; worst: number | null; ms: number }
  | { loaded: false; reason: string };
