import type { Layer, Plan } from '../../core/plan/schema.ts';
import { rekey } from './chain.ts';

/** A plan, and a key for each of its layers that stays with the layer from state to state. */
export interface State {
  readonly plan: Plan;
  readonly keys: readonly string[];
}

let count = 0;
const newKey = (): string => `layer-${++count}`;

export const stateOf = (plan: Plan): State => ({ plan, keys: plan.network.map(newKey) });

/** The state that an edit of `before` leads to. */
export const editedState = (before: State, plan: Plan): State => ({
  plan,
  keys: rekey(before.plan.network, before.keys, plan.network, newKey),
});

/** The state after `before` where both come from the store: layers that are equal are the same. */
export function nextState(before: State, plan: Plan): State {
  if (plan.network === before.plan.network) return { plan, keys: before.keys };
  return editedState(before, { ...plan, network: reused(before.plan.network, plan.network) });
}

const equal = (a: Layer | undefined, b: Layer | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `after` with the objects of `before` in place of equal ones: from both ends first, since most edits concern one layer,
 *  then wherever the others went. */
export function reused(before: readonly Layer[], after: readonly Layer[]): Layer[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && equal(before[head], after[head])) head++;
  let tail = 0;
  while (tail < least - head && equal(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const free = before.slice(head, before.length - tail);
  const middle = after.slice(head, after.length - tail).map((layer) => {
    const at = free.findIndex((old) => equal(old, layer));
    return free.splice(at, at < 0 ? 0 : 1)[0] ?? layer;
  });
  return [...before.slice(0, head), ...middle, ...before.slice(before.length - tail)];
}
