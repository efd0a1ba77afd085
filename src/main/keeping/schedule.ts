import { BACKUPS_KEPT, backupTimes, MOST_BACKUPS, type BackupEvery } from '../../core/contract/keeping.ts';

/** What the settings say of backups; where they say nothing that could be meant, one a day and five kept. */
export function scheduleOf(settings: Readonly<Record<string, unknown>>): { kept: number; every: BackupEvery } {
  const kept = settings['backupsKept'];
  const every = settings['backupEvery'];
  return {
    kept: typeof kept === 'number' && kept >= 1 ? Math.min(Math.round(kept), MOST_BACKUPS) : BACKUPS_KEPT,
    every: backupTimes.find((one) => one === every) ?? 'day',
  };
}

const HOUR = 3_600_000;
/** Hours after which there is another. */
const AGES = { day: 24, week: 24 * 7 };

/** Whether a backup is to be made. @param newest when the last was made, in ms; none: −∞ */
export const isDue = (every: BackupEvery, newest: number, now = Date.now()): boolean =>
  every !== 'off' && (now - newest >= AGES[every] * HOUR || newest - now > HOUR); // later than now: the clock was wrong
