import { text } from 'node:stream/consumers';
import { LabError } from '../../core/errors.ts';
import { parsePlan } from '../../core/plan/parse.ts';
import { limits, type Plan } from '../../core/plan/schema.ts';
import { memoryLimit } from '../memory-limit.ts';
import { readText as readFile } from '../text-file.ts';

/** Reads a text file that the person named, of at most as many bytes as a plan may have; `-` is standard input.
 *  @throws LabError file-unreadable */
export const readText = (file: string): Promise<string> =>
  file === '-' ? text(process.stdin) : readFile(file, limits.textBytes);

/** Reads an experiment document. @throws LabError file-unreadable, plan-invalid */
export async function readPlan(file: string): Promise<Plan> {
  const { plan, problems } = parsePlan(await readText(file), memoryLimit());
  if (plan) return plan;
  throw new LabError(
    'plan-invalid',
    {},
    problems.filter(({ hint }) => !hint),
  );
}
