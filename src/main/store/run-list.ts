import type { Database, Statement } from 'better-sqlite3';
import { isLive, type Parent, type Progress, type RunInfo, type RunStatus } from '../../core/run.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { planValues } from '../../core/compare/plan-fields.ts';
import { fieldKey, folded, naturalKey, planText } from './run-text.ts';

/** Of what is derived here; another number derives it anew for all runs when a store is opened. */
const VERSION = 1;

/** Digits of an id in a path: enough that ids sort as text. */
const DIGITS = 10;

type Value = string | number | null;
type Source = Pick<
  RunInfo,
  'id' | 'sweep' | 'experiment' | 'name' | 'createdAt' | 'bytes' | 'data' | 'init' | 'parent' | 'progress'
>;

/** How the facet of status names it. */
export const standingOf = (status: RunStatus): string => (isLive(status) ? 'live' : status);

/** The ids in a path: of a branch those it comes from, the oldest first, and its own. */
export const idsOf = (path: string): number[] => path.split('.').map(Number);

const resultsOf = ({ status, step, loss, testLoss, testAccuracy, trained, seconds }: Progress) => ({
  standing: standingOf(status),
  step,
  train: loss,
  test: testLoss,
  accuracy: testAccuracy ?? trained?.accuracy ?? null,
  seconds,
});

/** The tables that the list of runs is asked of, kept in step with the runs. To be called inside their transactions. */
export class RunListing {
  private readonly db: Database;
  private readonly put: Statement<[Record<string, Value>]>;
  private readonly selectPath: Statement<[run: number], string>;
  private readonly growTree: Statement<[{ root: number }]>;
  private readonly clearFields: Statement<[run: number]>;
  private readonly putField: Statement<[run: number, field: string, value: string | number, key: string | number]>;
  private readonly putText: Statement<[run: number, plan: string, own: string]>;
  private readonly updateName: Statement<[key: string, run: number]>;
  private readonly own: Statement<[run: number], { name: string; note: string | null; tags: string | null }>;
  private readonly updateOwn: Statement<[own: string, run: number]>;
  private readonly stale: Statement<[version: number], number>;

  constructor(db: Database) {
    this.db = db;
    const columns =
      'experiment sweep createdAt standing data init step train test accuracy seconds bytes root treeAt nameKey path version'.split(
        ' ',
      );
    const sql = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    this.put = db.prepare(
      `INSERT INTO run_list (run, ${columns.map(sql).join(', ')}) VALUES (@run, ${columns.map((c) => `@${c}`).join(', ')})
       ON CONFLICT (run) DO UPDATE SET ${columns.map((c) => `${sql(c)} = @${c}`).join(', ')}`,
    );
    this.selectPath = db.prepare<[number], string>('SELECT path FROM run_list WHERE run = ?').pluck();
    this.growTree = db.prepare(
      'UPDATE run_list SET tree_at = (SELECT max(created_at) FROM run_list WHERE root = @root) WHERE root = @root',
    );
    this.clearFields = db.prepare('DELETE FROM run_fields WHERE run = ?');
    this.putField = db.prepare('INSERT INTO run_fields (run, field, value, key) VALUES (?, ?, ?, ?)');
    this.putText = db.prepare('INSERT OR REPLACE INTO run_texts (run, plan, own) VALUES (?, ?, ?)');
    this.updateName = db.prepare('UPDATE run_list SET name_key = ? WHERE run = ?');
    this.own = db.prepare(
      `SELECT name, (SELECT note FROM run_notes WHERE run = id) AS note,
       (SELECT group_concat(tag, ' ') FROM run_tags WHERE run = id) AS tags FROM runs WHERE id = ?`,
    );
    this.updateOwn = db.prepare('UPDATE run_texts SET own = ? WHERE run = ?');
    this.stale = db
      .prepare<[number], number>(
        'SELECT id FROM runs WHERE id NOT IN (SELECT run FROM run_list WHERE version = ?) ORDER BY id',
      )
      .pluck();
  }

  /** Lists a run that was just stored. */
  add(info: Source, plan: Plan): void {
    const { id, sweep, experiment, name, createdAt, bytes, data, init, parent, progress } = info;
    const path = `${parent ? `${this.pathOf(parent)}.` : ''}${padded(id)}`;
    const root = idsOf(path)[0] ?? id;
    const results = resultsOf(progress);
    this.put.run({
      ...{ run: id, version: VERSION, experiment, sweep: sweep?.id ?? null, createdAt, data, init, bytes, root, path },
      ...{ nameKey: naturalKey(name), treeAt: createdAt },
      ...results,
    });
    if (parent) this.growTree.run({ root });
    const values = planValues(plan);
    this.clearFields.run(id);
    for (const { id: field, value } of values) this.putField.run(id, field, value, fieldKey(value));
    this.putText.run(
      id,
      planText(
        plan,
        values.map(({ value }) => value),
      ),
      '',
    );
    this.refreshText(id);
  }

  rename(run: number, name: string): void {
    this.updateName.run(naturalKey(name), run);
    this.refreshText(run);
  }

  /** Writes anew what a search finds of a run beside its plan: its name, tags or note are others. */
  refreshText(run: number): void {
    const row = this.own.get(run);
    if (row) this.updateOwn.run(folded([row.name, row.tags ?? '', row.note ?? ''].join('\n')), run);
  }

  /** Lists what is not listed yet, or was listed otherwise. @param read a run as it is stored */
  complete(read: (run: number) => { info: Source; plan: Plan }): void {
    const missing = this.stale.all(VERSION);
    if (missing.length === 0) return;
    this.db
      .transaction(() => {
        for (const run of missing) {
          const { info, plan } = read(run);
          this.add(info, plan);
        }
      })
      .immediate();
  }

  private pathOf({ run }: Parent): string {
    return this.selectPath.get(run) ?? padded(run); // the parent may be gone: its branches stay together
  }
}

const padded = (id: number): string => String(id).padStart(DIGITS, '0');
