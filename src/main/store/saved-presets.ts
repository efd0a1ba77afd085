import type { Database, Statement } from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { PresetInfo } from '../../core/run.ts';
import { stored } from './json.ts';

interface Row {
  id: number;
  name: string;
  plan: string;
}

const infoOf = ({ id, name, plan }: Row): PresetInfo => ({ id, name, plan: stored(plan) as Plan });

/** Plans that the person keeps to begin experiments with, under names of their own. */
export class SavedPresets {
  private readonly selectAll: Statement<[], Row>;
  private readonly upsert: Statement<[name: string, plan: string], Row>;
  private readonly remove: Statement<[id: number]>;

  constructor(db: Database) {
    this.selectAll = db.prepare('SELECT id, name, plan FROM presets ORDER BY name COLLATE NOCASE, id');
    this.upsert = db.prepare(
      `INSERT INTO presets (name, plan) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET plan = excluded.plan RETURNING id, name, plan`,
    );
    this.remove = db.prepare('DELETE FROM presets WHERE id = ?');
  }

  all(): PresetInfo[] {
    return this.selectAll.all().map(infoOf);
  }

  /** Keeps a plan under its name, in place of one that has it already. */
  save(plan: Plan): PresetInfo {
    const row = this.upsert.get(plan.name, JSON.stringify(plan));
    if (!row) throw new Error('an insertion that returned nothing');
    return infoOf(row);
  }

  /** @throws LabError preset-unknown */
  delete(id: number): void {
    if (this.remove.run(id).changes === 0) throw new LabError('preset-unknown');
  }
}
