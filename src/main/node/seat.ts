import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** A profile for the window, which no other lab on the same folder uses: two windows of one profile are one process, whose
 *  end would say nothing about either. Held by a lock as in store/presence.ts: the system drops it with the process. */
export class Seat {
  /** The profile's folder. */
  readonly profile: string;
  private readonly lock: Database.Database;

  /** Takes the first that is free: browser-window, browser-window-2, … */
  constructor(folder: string) {
    for (let n = 1; ; n++) {
      const profile = join(folder, n === 1 ? 'browser-window' : `browser-window-${n}`);
      mkdirSync(profile, { recursive: true, mode: 0o700 });
      const lock = new Database(join(profile, 'lab.lock'), { timeout: 0 });
      try {
        lock.exec('BEGIN EXCLUSIVE');
      } catch (error) {
        lock.close();
        if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) continue;
        throw error;
      }
      this.profile = profile;
      this.lock = lock;
      return;
    }
  }

  /** Leaves it to the next. */
  close(): void {
    this.lock.close();
  }
}
