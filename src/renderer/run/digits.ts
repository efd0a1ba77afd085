import { digitsOf, type Digits } from '../../core/examples.ts';
import type { Lab } from './lab.ts';

const asked = new WeakMap<Lab, Promise<Digits>>();

/** The digits of a lab, asked for once. @throws LabError digits-missing: the next one asks again */
export function digitsFrom(lab: Lab): Promise<Digits> {
  const known = asked.get(lab) ?? lab.call('digits', {}).then(({ payload }) => digitsOf(payload.slice()));
  asked.set(lab, known);
  known.catch(() => asked.delete(lab));
  return known;
}
