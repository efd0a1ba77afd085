import type { PointStatus } from '../../core/sweep/results.ts';
import { m } from '../../core/words/m.ts';
import { int, short } from '../../core/words/numbers.ts';

const statusWords: Record<PointStatus, () => string> = {
  queued: m.sweep_status_queued,
  running: m.sweep_status_running,
  paused: m.sweep_status_paused,
  finished: m.sweep_status_finished,
  stopped: m.sweep_status_stopped,
  diverged: m.sweep_status_diverged,
  interrupted: m.sweep_status_interrupted,
  failed: m.sweep_status_failed,
};

/** How a run of a sweep stands, in a word. */
export const statusWord = (status: PointStatus): string => statusWords[status]();

/** 5 → `5 s`, 84 → `1:24 min`, 8,000 → `2:13 h`; what is not known is a dash. */
export function timeText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  if (seconds < 1) return m.sweep_time_under_second();
  if (seconds < 100) return m.sweep_time_seconds({ seconds: int(seconds) });
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (whole < 3600) return m.sweep_time_minutes({ time: `${Math.floor(whole / 60)}:${two(whole % 60)}` });
  return m.sweep_time_hours({ time: `${int(Math.floor(whole / 3600))}:${two(Math.floor((whole % 3600) / 60))}` });
}

/** Runs a minute: 13,000 or 7.5; what is not known is a dash. */
export const rateText = (perMinute: number | null): string =>
  perMinute === null ? '–' : perMinute < 100 ? short(perMinute) : int(+perMinute.toPrecision(2));

/** `4 × 2 = 8 runs`, or `8 runs` of one axis and one seed. */
export function countText(shape: readonly number[], total: number): string {
  const runs = m.sweep_runs({ n: total, shown: int(total) });
  const factors = shape.filter((n) => n > 1);
  return factors.length > 1 ? m.sweep_product({ factors: factors.map(int).join(' × '), runs }) : runs;
}
