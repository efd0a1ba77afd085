import type { Database, Statement } from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import type { RunListing } from './run-list.ts';

/** What a person writes on runs: tags and notes; and what she threw away and may want back. */
export class RunMarks {
  private readonly listing: RunListing;
  private readonly addTag: Statement<[run: number, tag: string]>;
  private readonly removeTag: Statement<[run: number, tag: string]>;
  private readonly selectTags: Statement<[run: number], string>;
  private readonly selectNote: Statement<[run: number], string>;
  private readonly putNote: Statement<[run: number, note: string]>;
  private readonly removeNote: Statement<[run: number]>;
  private readonly kept: Statement<[run: number], number>;
  private readonly newestDeletion: Statement<[], number | null>;
  private readonly bin: Statement<[at: number, run: number]>;
  private readonly inBin: Statement<[at: number], number>;
  private readonly unbin: Statement<[at: number]>;
  private readonly oneOf: Statement<[at: number], number>;
  private readonly times: Statement<[], number>;
  private readonly someFrames: Statement<[{ run: number; most: number }]>;
  readonly tag: (runs: readonly number[], add: readonly string[], remove: readonly string[]) => void;
  readonly note: (run: number, note: string) => void;
  /** Takes runs off the list. @returns what the deletion is called, later than any before */
  readonly delete: (runs: readonly number[], now: number) => number;
  /** Puts back what was deleted at one time. @returns the runs */
  readonly restore: (at: number) => number[];

  constructor(db: Database, listing: RunListing) {
    this.listing = listing;
    this.addTag = db.prepare('INSERT OR IGNORE INTO run_tags (run, tag) VALUES (?, ?)');
    this.removeTag = db.prepare('DELETE FROM run_tags WHERE run = ? AND tag = ?');
    this.selectTags = db.prepare<[number], string>('SELECT tag FROM run_tags WHERE run = ? ORDER BY tag').pluck();
    this.selectNote = db.prepare<[number], string>('SELECT note FROM run_notes WHERE run = ?').pluck();
    this.putNote = db.prepare('INSERT OR REPLACE INTO run_notes (run, note) VALUES (?, ?)');
    this.removeNote = db.prepare('DELETE FROM run_notes WHERE run = ?');
    this.kept = db.prepare<[number], number>('SELECT 1 FROM run_list WHERE run = ? AND deleted_at IS NULL').pluck();
    this.newestDeletion = db.prepare<[], number | null>('SELECT max(deleted_at) FROM run_list').pluck();
    this.bin = db.prepare('UPDATE run_list SET deleted_at = ? WHERE run = ?');
    this.inBin = db.prepare<[number], number>('SELECT run FROM run_list WHERE deleted_at = ?').pluck();
    this.unbin = db.prepare('UPDATE run_list SET deleted_at = NULL WHERE deleted_at = ?');
    this.oneOf = db.prepare<[number], number>('SELECT run FROM run_list WHERE deleted_at = ? LIMIT 1').pluck();
    this.times = db
      .prepare<[], number>('SELECT DISTINCT deleted_at FROM run_list WHERE deleted_at IS NOT NULL ORDER BY deleted_at')
      .pluck();
    this.someFrames = db.prepare(
      `DELETE FROM frames WHERE run = @run AND ordinal IN (SELECT ordinal FROM frames WHERE run = @run LIMIT @most)`,
    );
    const tag = db.transaction<RunMarks['tag']>((runs, add, remove) => {
      for (const run of runs) {
        this.check(run);
        for (const one of remove) this.removeTag.run(run, one);
        for (const one of add) this.addTag.run(run, one);
        this.listing.refreshText(run);
      }
    });
    const note = db.transaction<RunMarks['note']>((run, text) => {
      this.check(run);
      if (text.trim() === '') this.removeNote.run(run);
      else this.putNote.run(run, text);
      this.listing.refreshText(run);
    });
    const bin = db.transaction<RunMarks['delete']>((runs, now) => {
      const at = Math.max(now, (this.newestDeletion.get() ?? 0) + 1);
      for (const run of runs) {
        this.check(run);
        this.bin.run(at, run);
      }
      return at;
    });
    const restore = db.transaction<RunMarks['restore']>((at) => {
      const runs = this.inBin.all(at);
      this.unbin.run(at);
      return runs;
    });
    // immediate: what is read first must still hold when it is written
    this.tag = (...args) => tag.immediate(...args);
    this.note = (...args) => note.immediate(...args);
    this.delete = (...args) => bin.immediate(...args);
    this.restore = (...args) => restore.immediate(...args);
  }

  tagsOf(run: number): string[] {
    return this.selectTags.all(run);
  }

  noteOf(run: number): string {
    return this.selectNote.get(run) ?? '';
  }

  /** A run that was deleted at one time and is not gone yet, or null. */
  deletedAt(at: number): number | null {
    return this.oneOf.get(at) ?? null;
  }

  /** What deletions are called that are not gone yet, the oldest first. */
  deletions(): number[] {
    return this.times.all();
  }

  /** Deletes some frames of a run. @returns whether there may be more */
  deleteFrames(run: number, most: number): boolean {
    return this.someFrames.run({ run, most }).changes === most;
  }

  /** @throws LabError run-unknown */
  private check(run: number): void {
    if (this.kept.get(run) === undefined) throw new LabError('run-unknown', { run });
  }
}
