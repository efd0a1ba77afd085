import type { Database, Statement } from 'better-sqlite3';
import type { Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import type { Delta, Edits } from '../../core/plan/edits.ts';
import { stored } from './json.ts';

export type EditHistory = Pick<Replies['history'], 'states' | 'position' | 'revision'>;

/** The histories of experiments, one row a state. */
export class EditRows {
  private readonly select: Statement<[experiment: number], { key: string; label: string; delta: string }>;
  private readonly count: Statement<[experiment: number], { count: number }>;
  private readonly selectPresent: Statement<[experiment: number], { edit_position: number; revision: string | null }>;
  private readonly updatePresent: Statement<[position: number, revision: string, experiment: number]>;
  private readonly removeFrom: Statement<[experiment: number, position: number]>;
  private readonly insert: Statement<[experiment: number, position: number, key: string, label: string, delta: string]>;

  constructor(db: Database) {
    this.select = db.prepare('SELECT key, label, delta FROM edits WHERE experiment = ? ORDER BY position');
    this.count = db.prepare('SELECT count(*) AS count FROM edits WHERE experiment = ?');
    this.selectPresent = db.prepare('SELECT edit_position, revision FROM experiments WHERE id = ?');
    this.updatePresent = db.prepare('UPDATE experiments SET edit_position = ?, revision = ? WHERE id = ?');
    this.removeFrom = db.prepare('DELETE FROM edits WHERE experiment = ? AND position >= ?');
    this.insert = db.prepare('INSERT INTO edits (experiment, position, key, label, delta) VALUES (?, ?, ?, ?, ?)');
  }

  /** @throws LabError experiment-unknown */
  read(experiment: number): EditHistory {
    const { edit_position: position, revision } = this.present(experiment);
    const states = this.select
      .all(experiment)
      .map(({ key, label, delta }) => ({ key, label, ...(stored(delta) as Delta) }));
    return { states, position, revision };
  }

  /** Replaces the states from `edits.from` on, where what was saved last is what they go on from; inside a transaction.
   *  @returns whether it was. @throws LabError experiment-unknown */
  save(experiment: number, { on, revision, from, states, position }: Edits): boolean {
    if (this.present(experiment).revision !== on) return false;
    if (from > (this.count.get(experiment)?.count ?? 0))
      throw new LabError('request-invalid', { reason: `states from ${from} on, which follow on none` });
    this.removeFrom.run(experiment, from);
    for (const [i, { key, label, set, unset }] of states.entries())
      this.insert.run(experiment, from + i, key, label, JSON.stringify({ set, unset }));
    this.updatePresent.run(position, revision, experiment);
    return true;
  }

  /** Leaves no states, so that the history begins anew; inside a transaction. */
  clear(experiment: number, revision: string): void {
    this.removeFrom.run(experiment, 0);
    this.updatePresent.run(0, revision, experiment);
  }

  private present(experiment: number): { edit_position: number; revision: string | null } {
    const present = this.selectPresent.get(experiment);
    if (!present) throw new LabError('experiment-unknown', { experiment });
    return present;
  }
}
