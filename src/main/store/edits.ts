import { randomUUID } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { deltaOf, type Delta, type Edit, type Edits } from '../../core/plan/edits.ts';
import type { Plan } from '../../core/plan/schema.ts';

export type EditHistory = Replies['history'];

/** The histories of experiments, one row a state. */
export class EditRows {
  private readonly select: Statement<[experiment: number], { key: string; label: string; delta: string }>;
  private readonly selectKey: Statement<[experiment: number, position: number], { key: string }>;
  private readonly selectPosition: Statement<[experiment: number], { edit_position: number }>;
  private readonly updatePosition: Statement<[position: number, experiment: number]>;
  private readonly removeFrom: Statement<[experiment: number, position: number]>;
  private readonly insert: Statement<[experiment: number, position: number, key: string, label: string, delta: string]>;

  constructor(db: Database) {
    this.select = db.prepare('SELECT key, label, delta FROM edits WHERE experiment = ? ORDER BY position');
    this.selectKey = db.prepare('SELECT key FROM edits WHERE experiment = ? AND position = ?');
    this.selectPosition = db.prepare('SELECT edit_position FROM experiments WHERE id = ?');
    this.updatePosition = db.prepare('UPDATE experiments SET edit_position = ? WHERE id = ?');
    this.removeFrom = db.prepare('DELETE FROM edits WHERE experiment = ? AND position >= ?');
    this.insert = db.prepare('INSERT INTO edits (experiment, position, key, label, delta) VALUES (?, ?, ?, ?, ?)');
  }

  /** @throws LabError experiment-unknown */
  read(experiment: number): EditHistory {
    const present = this.selectPosition.get(experiment);
    if (!present) throw new LabError('experiment-unknown', { experiment });
    const states = this.select
      .all(experiment)
      .map(({ key, label, delta }) => ({ key, label, ...(JSON.parse(delta) as Delta) }));
    return { states, position: present.edit_position };
  }

  /** Replaces the states from `edits.from` on; inside a transaction. Where the state before them is not the one that the
   *  sender knows, the history begins anew with the plan, and keeps of what was sent the states that follow it.
   *  @returns whether it could go on from what was there */
  save(experiment: number, plan: Plan, edits?: Edits): boolean {
    if (!edits) {
      this.write(experiment, 0, [], 0);
      return true;
    }
    const { from, after, states, position } = edits;
    if (from === 0 || this.selectKey.get(experiment, from - 1)?.key === after) {
      this.write(experiment, from, states, position);
      return true;
    }
    const present = { key: states[position - from]?.key ?? randomUUID(), label: '', ...deltaOf(null, plan) };
    // where the present state lies before what was sent, nothing of that is known to follow on it
    const later = position + 1 >= from ? states.slice(position + 1 - from) : [];
    this.write(experiment, 0, [present, ...later], 0);
    return false;
  }

  private write(experiment: number, from: number, states: readonly Edit[], position: number): void {
    this.removeFrom.run(experiment, from);
    for (const [i, { key, label, set, unset }] of states.entries())
      this.insert.run(experiment, from + i, key, label, JSON.stringify({ set, unset }));
    this.updatePosition.run(position, experiment);
  }
}
