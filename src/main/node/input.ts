import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { LabError } from '../../core/errors.ts';
import { parsePlan } from '../../core/plan/parse.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { memoryLimit } from '../memory-limit.ts';

const reasons: Record<string, string> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

/** Reads a text file that the person named; `-` is standard input. @throws LabError file-unreadable */
export async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new LabError('file-unreadable', { file, reason: reasons[code] ?? code });
  }
}

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
