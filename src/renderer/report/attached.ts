import type { Plan } from '../../core/plan/schema.ts';
import type { Sweep } from '../../core/sweep/schema.ts';
import type { Attached } from './report.ts';

/** Hexadecimal digits of a hash that are written. */
const SHOWN = 12;

/** A plan as a report has it inside, and the first digits of the SHA-256 of that text. */
export async function attachedPlan(plan: Plan, run: number | null): Promise<Attached & { hash: string }> {
  const text = JSON.stringify(plan);
  return { kind: 'plan', name: plan.name, run, text, hash: await hashOf(text) };
}

/** The same of a sweep. */
export async function attachedSweep(sweep: Sweep, name: string): Promise<Attached & { hash: string }> {
  const text = JSON.stringify(sweep);
  return { kind: 'sweep', name, run: null, text, hash: await hashOf(text) };
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, SHOWN);
}
