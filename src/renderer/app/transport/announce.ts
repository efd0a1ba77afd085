import type { RunInfo } from '../../../core/run.ts';
import { divergenceSentence } from '../../../core/words/divergence.ts';
import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';

/** What of a run was seen last. */
export type Seen = Pick<RunInfo, 'id'> & Pick<RunInfo['progress'], 'status' | 'step'>;

/** The sentence for what has just become of the run on show, for who cannot see it: that it started, and how it ended. Empty
 *  where nothing did: a run that was opened from the list had ended before. */
export function announcementOf(before: Seen | null, info: RunInfo): string {
  const { status, step } = info.progress;
  const same = before?.id === info.id;
  if (same && before.status === status) return '';
  const run = info.name;
  if (status === 'running') {
    const first = !same || (before.status === 'paused' && before.step === (info.parent?.step ?? 0));
    return first ? m.transport_said_started({ run, steps: int(info.steps) }) : '';
  }
  if (!same || (before.status !== 'running' && before.status !== 'paused')) return '';
  const at = { run, step: int(step) };
  switch (status) {
    case 'paused':
      return '';
    case 'finished':
      return step < info.steps ? m.transport_said_early(at) : m.transport_said_finished({ run, steps: int(step) });
    case 'stopped':
      return m.transport_said_stopped(at);
    case 'interrupted':
      return m.transport_said_interrupted(at);
    case 'failed':
      return m.transport_said_failed(at);
    case 'diverged':
      return divergenceSentence(info, int) ?? '';
  }
}
