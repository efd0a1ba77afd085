import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../../core/errors.ts';
import { checkPlan } from '../../../core/plan/parse.ts';
import { pathOf } from '../../../core/plan/problem.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { problemLine } from '../../../core/words/problems.ts';
import { readText } from '../input.ts';
import { PlainError } from '../terminal.ts';

const vector = z.array(z.number());
const matrix = z.array(vector);
/** One class number a row, or one row of values a row. */
const targets = z.union([z.array(z.int()), matrix]);

const backpropCase = z.object({
  name: z.string(),
  activation: z.string(),
  loss: z.string(),
  weightDecay: z.number(),
  bias: z.boolean(),
  x: matrix,
  y: targets,
  W1: matrix,
  W2: matrix,
  b1: vector.optional(),
  b2: vector.optional(),
  /** z, h, o, L, s, J and dJ_d… of them and of the parameters. */
  expect: z.record(z.string(), z.union([z.number(), vector, matrix])),
});
const trajectory = z.object({
  name: z.string(),
  sizes: z.array(z.int()),
  activation: z.string(),
  loss: z.string(),
  optimizer: z.looseObject({ kind: z.string(), lr: z.number() }),
  weightDecay: z.number(),
  batchSize: z.int().positive(),
  steps: z.int().positive(),
  x: matrix,
  y: targets,
  init: z.object({ W: z.array(matrix), b: z.array(vector) }),
  expect: z.object({
    loss: vector,
    objective: vector,
    gradNorm: matrix,
    W: z.array(matrix),
    b: z.array(vector),
  }),
});
const curve = z.object({ y: vector, dy: vector });

/** The three files of a reference folder, as the `about` entry of each describes them. */
export const formats = {
  backprop: z.object({ cases: z.array(backpropCase).min(1) }),
  training: z.object({ runs: z.array(trajectory).min(1) }),
  curves: z.object({ x: vector.min(1), curves: z.record(z.string(), curve) }),
};
export type ReferenceFile = keyof typeof formats;
export type BackpropCase = z.infer<typeof backpropCase>;
export type Trajectory = z.infer<typeof trajectory>;

/** Reads one file of a folder; null where there is none.
 *  @throws LabError file-unreadable @throws PlainError for what is not of the format, naming the place */
export async function readReference<F extends ReferenceFile>(
  folder: string,
  file: F,
): Promise<z.infer<(typeof formats)[F]> | null> {
  const name = `${file}.json`;
  let document: unknown;
  try {
    document = JSON.parse(await readText(join(folder, name)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new PlainError(`${name} is not JSON: ${error.message}.`);
    if (error instanceof LabError && error.values['reason'] === 'it does not exist') return null;
    throw error;
  }
  const result = formats[file].safeParse(document);
  if (result.success) return result.data as z.infer<(typeof formats)[F]>;
  const issue = result.error.issues[0];
  throw malformed(name, issue ? pathOf(issue.path) : '', issue?.message ?? 'it is malformed');
}

export const malformed = (file: string, place: string, what: string): PlainError =>
  new PlainError(`${file} is not a reference file: ${place === '' ? '' : `${place}: `}${what}.`);

/** A plan made from a reference case. @throws PlainError naming the case when its numbers do not fit together */
export function referencePlan(place: string, document: unknown): Plan {
  const { plan, problems } = checkPlan(document);
  if (plan) return plan;
  throw new PlainError(`${place} cannot be run: ${problems.map(problemLine).join(' ')}`);
}
