import { int } from '../../core/words/numbers.ts';
import { m } from '../../core/words/m.ts';
import type { Frame } from '../../core/frame/frame.ts';
import type { RunView } from './run-view.svelte.ts';
import { inFrames } from '../../core/graph/evaluator.ts';

/** Where the parameters on show come from: the frame that is looked at, or for large networks the keyframe before it. */
export function parametersOf(
  view: Pick<RunView, 'layout' | 'frame' | 'keyframe'>,
): { frame: Frame; older: boolean } | null {
  const older = !inFrames(view.layout);
  const frame = older ? view.keyframe : view.frame;
  return frame && { frame, older };
}

/** Said where a plot shows a keyframe's parameters. */
export const olderNote = (source: { frame: Frame; older: boolean } | null, brief = false): string => {
  if (!source?.older) return '';
  const step = int(source.frame.scalars.step);
  return brief ? m.plots_step_short({ step }) : m.plots_at_step({ step });
};
