/** A mistake in a plan: where, which, and the numbers its sentence needs (words/problems.ts has the sentence). */
export interface Problem {
  /** A path into the plan such as `network[2].units`; empty for the document as a whole. */
  at: string;
  code: ProblemCode;
  values: Record<string, string | number>;
  /** A hint does not keep the plan from running. */
  hint?: true;
}

export const problemCodes = [
  'not-json',
  'too-large',
  'too-deep',
  'key-twice',
  'unknown-key',
  'unprintable',
  'missing',
  'wrong-type',
  'not-a-number',
  'not-whole',
  'too-low',
  'too-high',
  'too-few',
  'too-many',
  'text-too-long',
  'not-one-of',
  'no-form',
  'newer-version',
  'bad-name',
  'bad-id',
  'data-ragged',
  'data-rows-differ',
  'data-classes',
  'data-column-twice',
  'data-category-twice',
  'data-too-few-digits',
  'data-too-many-numbers',
  'target-no-chance',
  'beyond-float32',
  'below-float32',
  'rate-unused',
  'batch-exceeds-data',
  'loss-needs-classes',
  'outputs-differ',
  'sigmoid-twice',
  'no-weights',
  'all-frozen',
  'parameter-unknown',
  'parameter-shape',
  'parameter-missing',
  'orthogonal-too-large',
  'stopping-needs-validation',
  'too-much-memory',
  'keyframe-too-large',
  'sweep-no-place',
  'sweep-place-twice',
  'sweep-list-length',
  'sweep-choice',
  'sweep-not-numbers',
  'sweep-log-range',
  'sweep-depth-and-layer',
  'sweep-too-many',
  'lesson-id-twice',
  'lesson-unknown',
  'lesson-formula',
  'lesson-results',
  'lesson-option',
  'label-noise-values',
  'imbalance-values',
  'lesson-bounds',
  'lesson-when',
  'lesson-html',
  'lessons-full',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** A path as a person writes it: ['network', 2, 'units'] → `network[2].units`. */
export const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
