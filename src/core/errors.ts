import type { Problem } from './plan/problem.ts';

/** Failures that are expected, each with one sentence in words/errors.ts: what happened, what was kept, what to do. */
export const labErrorCodes = [
  'plan-invalid',
  'lesson-invalid',
  'run-unknown',
  'run-not-live',
  'experiment-unknown',
  'preset-unknown',
  'sweep-invalid',
  'sweep-unknown',
  'frame-damaged',
  'keyframe-damaged',
  'step-unknown',
  'look-failed',
  'look-superseded',
  'landscape-failed',
  'baselines-failed',
  'verify-live',
  'verify-empty',
  'digits-missing',
  'engine-busy',
  'engine-in-use',
  'engine-locked',
  'engine-nowhere',
  'engine-room',
  'engine-tools',
  'engine-failed',
  'trainer-died',
  'store-full',
  'store-locked',
  'store-newer',
  'store-foreign',
  'store-damaged',
  'store-rescued',
  'store-lost',
  'store-unwritable',
  'carry-failed',
  'request-invalid',
  'file-bad',
  'data-unknown',
  'data-unfit',
  'data-used',
  'file-unreadable',
  'file-unwritable',
  'folder-unusable',
  'keeping-busy',
  'keeping-live',
  'keeping-others',
  'keeping-room',
  'keeping-failed',
  'backup-none',
  'backup-bad',
  'disconnected',
] as const;
export type LabErrorCode = (typeof labErrorCodes)[number];

/** Failures that pass, of which the event `over` then tells. */
export const passing = [
  'store-locked',
  'store-full',
  'store-unwritable',
  'store-damaged',
] as const satisfies LabErrorCode[];

export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly values: Record<string, string | number>;
  readonly problems: Problem[];

  constructor(code: LabErrorCode, values: Record<string, string | number> = {}, problems: Problem[] = []) {
    super(code);
    this.name = 'LabError';
    this.code = code;
    this.values = values;
    this.problems = problems;
  }
}
