import type { Frame } from '../../core/frame/frame.ts';
import type { NetworkView } from './network-view.svelte.ts';
import type { RunView } from './run-view.svelte.ts';
import { parametersOf } from './parameters.ts';

/** Where the parameters on show come from: the step itself where they are known, as those of a large network are once the
 *  playhead rests, else the keyframe before it. */
export function stepSource(view: RunView, network: NetworkView): { frame: Frame; older: boolean } | null {
  const own = view.pointing ? null : network.values.source;
  return own?.tensor('W1') ? { frame: own, older: false } : parametersOf(view);
}
