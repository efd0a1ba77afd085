import type { RunView } from '../../view/run-view.svelte.ts';
import { Pad } from './pad.svelte.ts';

/** The digit that is looked at closely, shared by the plots of one pane, and what was drawn instead of one. Neither is saved. */
export class PickedDigit {
  /** A training example; null while none is picked. */
  example = $state<number | null>(null);
  readonly pad = new Pad();
}

const known = new WeakMap<RunView, PickedDigit>();

/** The digit picked in the plots of a view. */
export function pickedOf(view: RunView): PickedDigit {
  let picked = known.get(view);
  if (!picked) known.set(view, (picked = new PickedDigit()));
  return picked;
}
