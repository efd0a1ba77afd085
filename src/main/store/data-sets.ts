import { createHash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { guarded } from './sqlite-error.ts';

/** What is known of a stored data set without reading it. */
interface DataSetRow {
  sha256: string;
  name: string;
  createdAt: number;
  size: number;
}

/** As hexadecimal digits. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The person's own data: bytes under their SHA-256, so each is stored once. */
export class DataSets {
  private readonly selectAll: Statement<[], DataSetRow>;
  private readonly selectBytes: Statement<[sha256: string], Uint8Array>;
  private readonly insert: Statement<[sha256: string, name: string, createdAt: number, bytes: Uint8Array]>;

  constructor(db: Database) {
    this.selectAll = db.prepare(
      'SELECT sha256, name, created_at AS createdAt, length(bytes) AS size FROM data_sets ORDER BY created_at DESC, sha256',
    );
    this.selectBytes = db.prepare<[string], Uint8Array>('SELECT bytes FROM data_sets WHERE sha256 = ?').pluck();
    this.insert = db.prepare('INSERT OR IGNORE INTO data_sets (sha256, name, created_at, bytes) VALUES (?, ?, ?, ?)');
  }

  /** The newest first. */
  all(): DataSetRow[] {
    return this.selectAll.all();
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
