import { randomUUID } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import type { Edits } from '../../core/plan/edits.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { ExperimentInfo } from '../../core/run.ts';
import { EditRows } from './edits.ts';
import { stored } from './json.ts';

interface Row {
  id: number;
  plan: string;
  updated_at: number;
}

const infoOf = ({ id, plan, updated_at }: Row): ExperimentInfo => {
  const parsed = stored(plan) as Plan;
  return { id, name: parsed.name, plan: parsed, updatedAt: updated_at };
};

/** The documents of the workbench. */
export class Experiments {
  private readonly selectAll: Statement<[], Row>;
  private readonly count: Statement<[], { count: number }>;
  private readonly selectOne: Statement<[id: number], Row>;
  private readonly selectTime: Statement<[id: number], { updated_at: number }>;
  private readonly insert: Statement<[plan: string, updatedAt: number]>;
  private readonly update: Statement<[plan: string, updatedAt: number, id: number]>;
  private readonly remove: Statement<[id: number]>;
  private readonly edits: EditRows;
  private readonly saveAll: Experiments['save'];
  private readonly readAll: Experiments['history'];

  constructor(db: Database) {
    this.selectAll = db.prepare('SELECT id, plan, updated_at FROM experiments ORDER BY id');
    this.count = db.prepare('SELECT count(*) AS count FROM experiments');
    this.selectOne = db.prepare('SELECT id, plan, updated_at FROM experiments WHERE id = ?');
    this.selectTime = db.prepare('SELECT updated_at FROM experiments WHERE id = ?');
    this.insert = db.prepare('INSERT INTO experiments (plan, updated_at) VALUES (?, ?)');
    this.update = db.prepare('UPDATE experiments SET plan = ?, updated_at = ? WHERE id = ?');
    this.remove = db.prepare('DELETE FROM experiments WHERE id = ?');
    this.edits = new EditRows(db);
    const save = db.transaction<Experiments['save']>((id, plan, edits) => {
      const stored = this.selectTime.get(id);
      if (!stored) throw new LabError('experiment-unknown', { experiment: id });
      if (edits && !this.edits.save(id, edits)) return { updatedAt: stored.updated_at, saved: false, revision: null };
      const revision = edits?.revision ?? randomUUID();
      if (!edits) this.edits.clear(id, revision);
      const now = Date.now();
      this.update.run(JSON.stringify(plan), now, id);
      return { updatedAt: now, saved: true, revision };
    });
    // one transaction, so that no other process saves between the two
    this.readAll = db.transaction<Experiments['history']>((id) => ({
      plan: this.get(id).plan,
      ...this.edits.read(id),
    }));
    this.saveAll = (...edited) => save.immediate(...edited);
  }

  all(): ExperimentInfo[] {
    return this.selectAll.all().flatMap((row) => {
      try {
        return [infoOf(row)];
      } catch (error) {
        if (error instanceof LabError) return []; // damaged, which is said when the folder is opened: the others are there
        throw error;
      }
    });
  }

  /** How many there are, those among them of which the plan is damaged. */
  get size(): number {
    return this.count.get()?.count ?? 0;
  }

  /** @throws LabError experiment-unknown, store-damaged */
  get(id: number): ExperimentInfo {
    const row = this.selectOne.get(id);
    if (!row) throw new LabError('experiment-unknown', { experiment: id });
    return infoOf(row);
  }

  create(plan: Plan): ExperimentInfo {
    const updatedAt = Date.now();
    const { lastInsertRowid } = this.insert.run(JSON.stringify(plan), updatedAt);
    return { id: Number(lastInsertRowid), name: plan.name, plan, updatedAt };
  }

  /** Saves plan and history, both or neither; without `edits` the history begins anew.
   *  @returns when it was saved last, and whether and as what it was now: not where `edits` go on from something that is no
   *  longer the last. @throws LabError experiment-unknown */
  save(id: number, plan: Plan, edits?: Edits): Replies['saveExperiment'] & { revision: string | null } {
    return this.saveAll(id, plan, edits);
  }

  /** The plan, and the states under undo and redo, none where nothing was edited yet.
   *  @throws LabError experiment-unknown */
  history(id: number): Replies['history'] {
    return this.readAll(id);
  }

  /** Its runs stay. @throws LabError experiment-unknown */
  delete(id: number): void {
    if (this.remove.run(id).changes === 0) throw new LabError('experiment-unknown', { experiment: id });
  }
}
