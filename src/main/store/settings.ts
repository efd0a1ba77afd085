import type { Database, Statement } from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import type { Replies } from '../../core/contract/window.ts';
import { stored } from './json.ts';

type Values = Replies['hello']['settings'];

/** What the window remembers between sessions: JSON values by name. */
export class Settings {
  private readonly select: Statement<[], { key: string; value: string }>;
  private readonly upsert: Statement<[key: string, value: string]>;
  private readonly remove: Statement<[key: string]>;

  constructor(db: Database) {
    this.select = db.prepare('SELECT key, value FROM settings');
    this.upsert = db.prepare(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.remove = db.prepare('DELETE FROM settings WHERE key = ?');
  }

  all(): Values {
    // fromEntries defines keys, so that one called __proto__ stays a key
    return Object.fromEntries(
      this.select.all().flatMap(({ key, value }): [string, Values[string]][] => {
        try {
          return [[key, stored(value) as Values[string]]];
        } catch (error) {
          if (error instanceof LabError) return []; // damaged: as if it had not been set, and the lab opens
          throw error;
        }
      }),
    );
  }

  set(key: string, value: Values[string]): void {
    this.upsert.run(key, JSON.stringify(value));
  }

  forget(key: string): void {
    this.remove.run(key);
  }
}
