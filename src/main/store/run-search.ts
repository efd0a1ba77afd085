import type { Database, Statement } from 'better-sqlite3';

/** The runs whose texts have all the words of a search, in a table of this connection, `found`: rows, counts and facets of one
 *  answer ask for them, and so do the rows that scrolling brings. */
export class RunSearch {
  private readonly db: Database;
  private readonly changes: Statement<[], number>;
  private held = '';

  constructor(db: Database) {
    this.db = db;
    db.exec('CREATE TEMP TABLE found (run INTEGER PRIMARY KEY)');
    this.changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  }

  /** Has the runs with these words in `found`; a search is done again when anything was written since, by whomever. */
  find(words: readonly string[]): void {
    if (this.held === this.keyOf(words)) return;
    const where = words.map(() => '(instr(own, ?) OR instr(plan, ?))').join(' AND ');
    this.db.exec('DELETE FROM found');
    this.db
      .prepare(`INSERT INTO found SELECT run FROM run_texts WHERE ${where}`)
      .run(...words.flatMap((word) => [word, word]));
    this.held = this.keyOf(words);
  }

  private keyOf(words: readonly string[]): string {
    // what this connection wrote, and what others did
    return JSON.stringify([this.changes.get(), this.db.pragma('data_version', { simple: true }), words]);
  }
}
