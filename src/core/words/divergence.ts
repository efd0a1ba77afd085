import type { RunInfo } from '../run.ts';
import { m } from './m.ts';

/** The plain sentence for a run that diverged: when its loss became infinite, and what is too large. Null for any other run.
 *  @param write a whole number as the window writes it */
export function divergenceSentence(info: RunInfo, write: (step: number) => string): string | null {
  const { parent, progress } = info;
  if (progress.status !== 'diverged') return null;
  const step = write(progress.step);
  // before the first step of a run the learning rate has done nothing yet
  if (progress.step > (parent?.step ?? 0)) return m.transport_infinite({ step });
  if (!parent) return m.transport_infinite_initial({ step });
  return parent.changes.length > 0 ? m.transport_infinite_changes({ step }) : m.transport_infinite({ step });
}
