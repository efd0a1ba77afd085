import type {
  BackupEvery,
  BackupKind,
  Keeping,
  KeepingAct,
  KeepingPhase,
  KeepingProgress,
  Moved,
} from '../../core/contract/keeping.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { int, size } from '../../core/words/numbers.ts';

export const kindWords: Record<BackupKind, () => string> = {
  backup: m.keeping_kind_backup,
  restore: m.keeping_kind_restore,
  update: m.keeping_kind_update,
};
export const everyWords: Record<BackupEvery, () => string> = {
  day: m.keeping_every_day,
  week: m.keeping_every_week,
  off: m.keeping_every_off,
};
const doing: Record<KeepingAct, () => string> = {
  check: m.keeping_doing_check,
  backup: m.keeping_doing_backup,
  compact: m.keeping_doing_compact,
  restore: m.keeping_doing_restore,
  move: m.keeping_doing_move,
};
const phases: Record<KeepingPhase, () => string> = {
  copying: m.keeping_phase_copying,
  pages: m.keeping_phase_pages,
  frames: m.keeping_phase_frames,
  compacting: m.keeping_phase_compacting,
};

/** What is being done, and how far it is. */
export function progressLine({ act, phase, done, of }: { act: KeepingAct } & KeepingProgress): string {
  const words = { what: doing[act](), phase: phases[phase]() };
  if (done === null || !of) return m.keeping_progress(words);
  return m.keeping_progress_share({ ...words, share: Math.floor((100 * done) / of) });
}

function movedLines({ from, left, has, missing, saved, lost }: Moved, folder: string): string[] {
  const whole = left === null ? m.keeping_moved_copied({ from, folder }) : m.keeping_moved({ left });
  return [
    has === 'all' ? whole : (has === 'backup' ? m.keeping_moved_backup : m.keeping_moved_nothing)({ from }),
    ...(saved > 0 ? [m.keeping_moved_saved({ n: int(saved) })] : []),
    ...(lost > 0 ? [m.keeping_moved_lost({ n: int(lost) })] : []),
    ...(missing.length > 0 ? [m.keeping_moved_missing({ names: missing.join(', ') })] : []),
  ];
}

/** What came of the last thing that was done to the folder, as it is now: whether all went well, and lines to read. */
export function outcome({ last }: Keeping, folder: string): { well: boolean; lines: string[] } | null {
  if (!last) return null;
  if ('failure' in last) {
    const { code, values, problems } = last.failure;
    return { well: false, lines: [errorSentence(new LabError(code, values, problems))] };
  }
  const { result } = last;
  switch (result.act) {
    case 'backup':
      return { well: true, lines: [m.keeping_backed_up({ name: result.name, size: size(result.bytes) })] };
    case 'compact':
      return {
        well: true,
        lines: [m.keeping_compacted({ before: size(result.before), after: size(result.after) })],
      };
    case 'restore': {
      const { aside } = result;
      return { well: true, lines: [aside === null ? m.keeping_restored_new() : m.keeping_restored({ aside })] };
    }
    case 'move':
      return {
        well: result.has === 'all' && result.lost + result.missing.length === 0,
        lines: movedLines(result, folder),
      };
    case 'check': {
      const { frames, damaged, more, problems, dataSets, seconds } = result.report;
      if (damaged.length + problems.length + dataSets.length === 0)
        return { well: true, lines: [m.keeping_well({ frames: int(frames), seconds: seconds.toFixed(1) })] };
      return {
        well: false,
        lines: [
          m.keeping_damaged(),
          ...problems.map((problem) => m.keeping_damaged_file({ problem })),
          ...damaged.map(({ run, name, step, keyframe }) =>
            (keyframe ? m.keeping_damaged_keyframe : m.keeping_damaged_frame)({ run, name, step: int(step) }),
          ),
          ...(more > 0 ? [m.keeping_damaged_more({ n: int(more) })] : []),
          ...dataSets.map((name) => m.keeping_damaged_set({ name })),
        ],
      };
    }
  }
}
