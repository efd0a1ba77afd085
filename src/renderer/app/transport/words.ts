import type { RunInfo } from '../../../core/run.ts';
import { m } from '../../../core/words/m.ts';
import { int, short } from '../../../core/words/numbers.ts';

/** 75 → `1:15 min`, 8,000 → `2 h 13 min`: a duration, its number and its unit. */
export function duration(seconds: number): [value: string, unit: string] {
  if (!Number.isFinite(seconds)) return ['–', ''];
  if (seconds < 0.9995) return [int(1000 * seconds), 'ms'];
  if (seconds < 9.95) return [seconds.toFixed(1), 's'];
  if (seconds < 99.5) return [int(seconds), 's'];
  const whole = Math.round(seconds);
  if (whole < 3600) return [`${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`, 'min'];
  return [`${int(Math.floor(whole / 3600))}:${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}`, 'h'];
}

/** Steps a second: whole from 10 on, two digits below. */
export const rate = (speed: number): string => (speed >= 9.95 ? int(speed) : short(speed));

/** A speed setting: `100`, `max`. */
export const speedName = (value: number | null): string => (value === null ? m.transport_max() : int(value));

/** The last readout: what is left of a live run, or how a run ended. */
export interface Ending {
  label: string;
  value: string;
  unit: string;
  wrong: boolean;
}

export function endingOf(info: RunInfo | null): Ending {
  const made = (label: string, value: string, unit = '', wrong = false): Ending => ({ label, value, unit, wrong });
  if (!info) return made(m.transport_eta(), '–');
  const { status, step, speed, seconds, message } = info.progress;
  const at = m.transport_at_step({ step: int(step) });
  switch (status) {
    case 'running':
      return made(m.transport_eta(), ...(speed > 0 ? duration((info.steps - step) / speed) : duration(NaN)));
    case 'paused':
      return made(m.transport_eta(), m.transport_paused()); // where, the playhead says
    case 'finished':
      return step < info.steps
        ? made(m.transport_early_stop(), at)
        : made(m.transport_finished_in(), ...duration(seconds));
    case 'stopped':
      return made(m.transport_stopped(), at);
    case 'interrupted':
      return made(m.transport_interrupted(), at);
    case 'failed':
      return made(m.transport_failed(), message ?? at, '', true);
    case 'diverged':
      return made(
        m.transport_diverged(),
        m.transport_not_finite({ tensor: notFinite(info), step: int(step) }),
        '',
        true,
      );
  }
}

/** The tensor that was not finite first. */
export const notFinite = (info: RunInfo): string => info.progress.message?.split(' ')[0] ?? 'NaN';
