import type { Frame } from '../../core/frame/frame.ts';
import type { Session } from '../run/session.svelte.ts';
import { inFrames } from './evaluator.ts';

/** Where the parameters on show come from: the frame at the playhead, or for large networks the keyframe before it. */
export function parametersOf(session: Session): { frame: Frame; older: boolean } | null {
  const older = !inFrames(session.layout);
  const frame = older ? session.keyframe : session.frame;
  return frame && { frame, older };
}

/** Said where a plot shows a keyframe's parameters. */
export const olderNote = (source: { frame: Frame; older: boolean } | null): string =>
  source?.older ? `at step ${source.frame.scalars.step.toLocaleString('en-US')}` : '';
