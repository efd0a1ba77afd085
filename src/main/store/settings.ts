import type { Database, Statement } from 'better-sqlite3';
import type { Replies } from '../../core/contract/window.ts';

type Values = Replies['hello']['settings'];

/** What the window remembers between sessions: JSON values by name. */
export class Settings {
  private readonly select: Statement<[], { key: string; value: string }>;
  private readonly upsert: Statement<[key: string, value: string]>;

  constructor(db: Database) {
    this.select = db.prepare('SELECT key, value FROM settings');
    this.upsert = db.prepare(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
  }

  all(): Values {
    // fromEntries defines keys, so that one called __proto__ stays a key
    return Object.fromEntries(this.select.all().map(({ key, value }) => [key, JSON.parse(value) as Values[string]]));
  }

  set(key: string, value: Values[string]): void {
    this.upsert.run(key, JSON.stringify(value));
  }
}
