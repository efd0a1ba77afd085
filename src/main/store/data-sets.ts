import { createHash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { Replies } from '../../core/contract/window.ts';
import { guarded } from './sqlite-error.ts';

type DataSetRow = Replies['dataSets'][number];

/** Whether a plan somewhere names the data set `d`: of an experiment or its history, a run, a sweep, a preset, or in what the window keeps,
 *  where the person's own lessons are. A hash of 64 digits stands for nothing else. */
const USED = [
  ['experiments', 'plan'],
  ['edits', 'delta'],
  ['runs', 'plan'],
  ['sweeps', 'document'],
  ['presets', 'plan'],
  ['settings', 'value'],
]
  .map(([table, column]) => `EXISTS (SELECT 1 FROM ${table} WHERE instr(${column}, d.sha256))`)
  .join(' OR ');
const EXPERIMENTS = `(SELECT count(*) FROM experiments e WHERE instr(e.plan, d.sha256)
  OR EXISTS (SELECT 1 FROM edits WHERE experiment = e.id AND instr(delta, d.sha256)))`;

/** The rows of the first tensor of a safetensors description. */
const tensors = z
  .record(z.string(), z.looseObject({ shape: z.array(z.number()).optional() }))
  .transform((all) => Object.values(all).find(({ shape }) => shape !== undefined)?.shape?.[0] ?? 0);

/** Bytes of a description that are read for that: thousands of columns and all their categories. */
const MOST_DESCRIBED = 4 * 2 ** 20;

/** As hexadecimal digits. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The person's own data: bytes under their SHA-256, so each is stored once. */
export class DataSets {
  private readonly selectAll: Statement<[], Omit<DataSetRow, 'rows' | 'used'> & { used: number }>;
  private readonly selectStretch: Statement<[from: number, length: number, sha256: string], Uint8Array>;
  private readonly removeUnused: Statement<[sha256: string]>;
  private readonly selectBytes: Statement<[sha256: string], Uint8Array>;
  private readonly insert: Statement<[sha256: string, name: string, createdAt: number, bytes: Uint8Array]>;

  constructor(db: Database) {
    this.selectAll = db.prepare(
      `SELECT sha256, name, created_at AS createdAt, length(bytes) AS size, ${EXPERIMENTS} AS experiments, (${USED}) AS used
       FROM data_sets d ORDER BY created_at DESC, sha256`,
    );
    this.selectStretch = db
      .prepare<[number, number, string], Uint8Array>('SELECT substr(bytes, ?, ?) FROM data_sets WHERE sha256 = ?')
      .pluck();
    // one statement, so that nothing comes to use it between the two
    this.removeUnused = db.prepare(`DELETE FROM data_sets AS d WHERE sha256 = ? AND NOT (${USED})`);
    this.selectBytes = db.prepare<[string], Uint8Array>('SELECT bytes FROM data_sets WHERE sha256 = ?').pluck();
    this.insert = db.prepare('INSERT OR IGNORE INTO data_sets (sha256, name, created_at, bytes) VALUES (?, ?, ?, ?)');
  }

  /** The newest first. */
  all(): DataSetRow[] {
    return this.selectAll.all().map((row) => ({ ...row, used: row.used === 1, rows: this.rowsOf(row.sha256) }));
  }

  /** How many rows it has, by its description alone; 0 where that cannot be read. */
  private rowsOf(sha256: string): number {
    const length = this.selectStretch.get(1, 8, sha256);
    if (length?.length !== 8) return 0;
    const size = Number(Buffer.from(length).readBigUInt64LE());
    if (size > MOST_DESCRIBED) return 0;
    try {
      const described: unknown = JSON.parse(Buffer.from(this.selectStretch.get(9, size, sha256) ?? []).toString());
      return tensors.parse(described);
    } catch {
      return 0;
    }
  }

  /** Removes it unless a plan names it. @returns whether it is gone @throws LabError store-full, store-locked */
  remove(sha256: string): boolean {
    return guarded(() => this.removeUnused.run(sha256).changes > 0);
  }

  /** The bytes of a data set; null where there is none, or where what is there is no longer that. */
  bytes(sha256: string): Uint8Array | null {
    const bytes = this.selectBytes.get(sha256);
    return bytes && sha256Of(bytes) === sha256 ? bytes : null;
  }

  /** Keeps bytes; of those that are there already, the name stays. @returns their SHA-256 @throws LabError store-full, store-locked */
  add(name: string, bytes: Uint8Array): string {
    const sha256 = sha256Of(bytes);
    guarded(() => this.insert.run(sha256, name, Date.now(), bytes));
    return sha256;
  }
}
