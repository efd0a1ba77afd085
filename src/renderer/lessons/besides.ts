import { examplesOf } from '../../core/examples.ts';
import { LabError } from '../../core/errors.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { disagreementOf, type Disagreement } from '../../core/lessons/disagreement.ts';
import type { Asked, Evidence } from '../../core/lessons/evidence.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { baselinesOf } from '../run/baselines.ts';
import { digitsFrom } from '../run/digits.ts';
import type { Lab } from '../run/lab.ts';

/** Milliseconds of work at once, so that the window goes on drawing. */
const SLICE = 8;

/** What a formula asks for beside a recording. @param frame has the parameters, where any has
 *  @param run that it is of: what takes seconds is worked out once for each of its steps */
export async function besidesOf(
  lab: Lab,
  plan: Plan,
  frame: Frame,
  asked: Asked,
  seat: number,
  run: number | null,
): Promise<Pick<Evidence, 'baselines' | 'passes'>> {
  return {
    baselines: asked.baselines ? await baselinesOf(lab, plan, seat) : null,
    passes: asked.passes ? await passesAt(lab, plan, frame, run) : null,
  };
}

const known = new WeakMap<Lab, Map<string, Promise<Disagreement | null>>>();

function passesAt(lab: Lab, plan: Plan, frame: Frame, run: number | null): Promise<Disagreement | null> {
  if (run === null) return passesFrom(lab, plan, frame);
  const own = known.get(lab) ?? new Map<string, Promise<Disagreement | null>>();
  known.set(lab, own);
  const key = `${run} ${frame.scalars.step}`;
  const found = own.get(key) ?? passesFrom(lab, plan, frame);
  own.set(key, found);
  void found.then((passes) => passes ?? own.delete(key)); // without the digits: the next one asks again
  return found;
}

async function passesFrom(lab: Lab, plan: Plan, frame: Frame): Promise<Disagreement | null> {
  if (plan.data.kind !== 'mnist') return null;
  try {
    return await inSlices(disagreementOf(plan, frame, examplesOf(plan, await digitsFrom(lab)).test));
  } catch (error) {
    if (error instanceof LabError) return null; // no digits here
    throw error;
  }
}

async function inSlices<T>(work: Generator<0, T>): Promise<T> {
  for (let end = performance.now() + SLICE; ;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < end) continue;
    await new Promise((resolve) => setTimeout(resolve));
    end = performance.now() + SLICE;
  }
}
