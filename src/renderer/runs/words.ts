import type { FacetId, RunRow } from '../../core/contract/runs.ts';
import type { RunInfo, RunStatus } from '../../core/run.ts';
import { m } from '../../core/words/m.ts';
import { fixed, int, size, written } from '../../core/words/numbers.ts';
import { accuracyOf, activationTitle, dataTitle, gapOf, initTitle, fieldOf, type ColumnId } from './columns.ts';

/** Three decimals while it is small, a whole number when it is large. */
export const numberText = (value: number): string => (Math.abs(value) < 100 ? fixed(value, 3) : int(value));

/** A loss in a column. A run that diverged has NaN, one not measured a dash. */
export function lossText(value: number | null, { progress }: RunInfo): string {
  if (value === null) return progress.status === 'diverged' ? 'NaN' : '–';
  return numberText(value);
}

/** 0.4 s, 75 s, 12 min, 3.2 h. */
export function durationText(seconds: number): string {
  if (seconds < 100) return m.runs_seconds({ n: seconds < 10 ? seconds.toFixed(1) : int(seconds) });
  return seconds < 6000
    ? m.runs_minutes({ n: int(seconds / 60) })
    : m.runs_hours({ n: seconds < 36_000 ? (seconds / 3600).toFixed(1) : int(seconds / 3600) });
}

/** What a cell says that is nothing but text. */
export function cellText(id: ColumnId, { info, values }: RunRow): string {
  const { progress } = info;
  const field = fieldOf(id);
  if (field) {
    const value = values[field];
    return value === undefined ? '–' : typeof value === 'number' ? written(String(value)) : value;
  }
  switch (id) {
    case 'network':
      return info.architecture;
    case 'activation':
      return activationTitle(info.activation);
    case 'data':
      return dataTitle(info.data);
    case 'init':
      return initTitle(info.init);
    case 'train':
      return lossText(progress.loss, info);
    case 'test':
      return lossText(progress.testLoss, info);
    case 'gap': {
      const gap = gapOf(info);
      return gap === null ? '–' : numberText(gap);
    }
    case 'accuracy': {
      const accuracy = accuracyOf(info);
      return accuracy === null || progress.status === 'diverged' ? '–' : `${(100 * accuracy).toFixed(1)} %`;
    }
    case 'step':
      return int(progress.step);
    case 'seconds':
      return durationText(progress.seconds);
    case 'bytes':
      return size(info.bytes);
    default:
      return '';
  }
}

/** What a value of a facet is called. */
export function valueText(facet: FacetId, value: string): string {
  if (facet === 'data') return dataTitle(value);
  return facet === 'init' ? initTitle(value) : (statusTexts[value]?.() ?? value);
}
const statusTexts: Readonly<Record<string, () => string>> = {
  live: m.runs_status_live,
  finished: m.runs_status_finished,
  stopped: m.runs_status_stopped,
  diverged: m.runs_status_diverged,
  interrupted: m.runs_status_interrupted,
  failed: m.runs_status_failed,
  paused: m.runs_status_paused,
} satisfies Record<Exclude<RunStatus, 'running'> | 'live', () => string>;
