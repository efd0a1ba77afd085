import type { Database, Statement } from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Beside the database: what was acknowledged last. */
const FILE = 'acknowledged.bin';
/** Bytes of a record: lineage (16), then count, run, step and frames as float64, and the CRC32 of all that. */
const SIZE = 64;
const SUMMED = 48;
/** The first record is of whatever is no run; a run has the one of its number. */
const SLOTS = 33;
const slotOf = (run: number): number => (run === 0 ? 0 : 1 + (run % (SLOTS - 1)));

/** What was stored when a change was acknowledged. Run 0: something other than a run's frames. */
export interface Noted {
  /** Of the database, in hex. */
  lineage: string;
  /** Changes stored in it by then. */
  count: number;
  run: number;
  step: number;
  frames: number;
}

/** A run of which acknowledged steps are missing. */
export interface LostRun {
  run: number;
  /** null: it is missing altogether. */
  name: string | null;
  /** The last step that is there, and the last that was acknowledged. */
  step: number;
  until: number;
}

/** Begins the lineage as it lies in the database, so that it can be found among the bytes of a log. */
export const LINEAGE = 'lineage:';

/** Remembers outside of the database what was stored in it: a log that is damaged or gone is nothing SQLite would notice, since every
 *  beginning of it is a database as well (decision 0044).
 *
 *  Records are written after the commit and not flushed: what they say is in the database, or was. Each is one write of 64 bytes
 *  with a checksum; one that is torn, or was not written, says nothing. */
export class Acknowledged {
  private readonly path: string;
  private readonly db: Database;
  private readonly select: Statement<[], { lineage: string; count: number }>;
  private file: number | null = null;
  private waits = false;

  constructor(folder: string, db: Database) {
    this.path = join(folder, FILE);
    this.db = db;
    this.select = db.prepare('SELECT lineage, count FROM acknowledged');
    // what is stored in any other way than as a batch is noted as soon as the transaction is over
    db.function('noted_soon', () => this.soon());
    db.exec(
      'CREATE TEMP TRIGGER noted AFTER UPDATE ON main.acknowledged BEGIN SELECT noted_soon(); END', // of this connection alone
    );
  }

  /** Notes that what was just committed is acknowledged. @param of the run to which frames were added */
  note(of: Pick<Noted, 'run' | 'step' | 'frames'> = { run: 0, step: 0, frames: 0 }): void {
    try {
      const row = this.select.get();
      if (row) this.write({ ...of, lineage: row.lineage.slice(LINEAGE.length), count: row.count });
    } catch {
      // nothing depends on it but the word about a loss: a full disk, or a damaged page, is told by who stores next
    }
  }

  close(): void {
    if (this.waits) this.note();
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private soon(): null {
    if (!this.waits) {
      this.waits = true;
      queueMicrotask(() => {
        if (!this.waits || !this.db.open) return;
        this.waits = false;
        if (!this.db.inTransaction) this.note();
      });
    }
    return null;
  }

  private write(noted: Noted): void {
    this.file ??= openFile(this.path);
    writeRecord(this.file, noted);
  }
}

/** What was noted beside the database of a folder; none where nothing was, or nothing can be read. */
export function notedIn(folder: string): Noted[] {
  try {
    const bytes = readFileSync(join(folder, FILE));
    return Array.from({ length: Math.floor(bytes.length / SIZE) }, (_, i) =>
      decoded(bytes.subarray(i * SIZE, (i + 1) * SIZE)),
    ).flatMap((noted) => noted ?? []);
  } catch {
    return [];
  }
}

/** Compares a database with what was noted of it before it was opened.
 *  @returns how many changes are missing, and of which runs; null where all is there */
export function lostFrom(db: Database, noted: readonly Noted[]): { changes: number; runs: LostRun[] } | null {
  const row = standing(db);
  if (!row) return null;
  const missing = noted.filter(({ lineage, count }) => lineage === row.lineage && count > row.count);
  if (missing.length === 0) return null;
  const select = db.prepare<[number], { name: string; step: number }>(
    `SELECT name, CAST(progress ->> '$.step' AS INTEGER) AS step FROM runs WHERE id = ?`,
  );
  const runs = missing.flatMap(({ run, step: until }): LostRun[] => {
    if (run === 0) return [];
    const found = select.get(run);
    return [{ run, name: found?.name ?? null, step: found?.step ?? -1, until }];
  });
  return {
    changes: Math.max(...missing.map(({ count }) => count)) - row.count,
    runs: runs.sort((a, b) => a.run - b.run),
  };
}

/** Has what is noted say what is there, before anything is written to the database: it was restored, or something of it is lost. */
export function noteStanding(folder: string, db: Database, noted: readonly Noted[]): void {
  const row = standing(db);
  if (!row) return;
  const ahead = noted.filter(({ lineage, count }) => lineage === row.lineage && count > row.count);
  if (ahead.length === 0 && noted.some(({ lineage }) => lineage === row.lineage)) return;
  try {
    const file = openFile(join(folder, FILE));
    try {
      for (const { run } of ahead) writeSync(file, Buffer.alloc(SIZE), 0, SIZE, slotOf(run) * SIZE);
      writeRecord(file, { ...row, run: 0, step: 0, frames: 0 });
    } finally {
      closeSync(file);
    }
  } catch {
    // as in note
  }
}

/** What is restored is another database from then on: nothing that was noted of the one before is missing in it. */
export const beginLineage = (db: Database): void =>
  void db.prepare<[string]>('UPDATE acknowledged SET lineage = ?').run(`${LINEAGE}${randomUUID().replaceAll('-', '')}`);

/** null where the database is of a version that counted nothing. */
function standing(db: Database): { lineage: string; count: number } | null {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'acknowledged'").get() === undefined) return null;
  const row = db.prepare<[], { lineage: string; count: number }>('SELECT lineage, count FROM acknowledged').get();
  return row ? { lineage: row.lineage.slice(LINEAGE.length), count: row.count } : null;
}

const openFile = (path: string): number => openSync(path, existsSync(path) ? 'r+' : 'w+');

function writeRecord(file: number, noted: Noted): void {
  const at = slotOf(noted.run) * SIZE;
  const bytes = encoded(noted);
  const there = Buffer.alloc(SIZE);
  if (readSync(file, there, 0, SIZE, at) === SIZE) {
    const known = decoded(there);
    // another process was quicker, and what it said stands
    if (known?.lineage === noted.lineage && known.count >= noted.count) return;
  }
  writeSync(file, bytes, 0, SIZE, at);
}

function encoded({ lineage, count, run, step, frames }: Noted): Buffer {
  const bytes = Buffer.alloc(SIZE);
  bytes.write(lineage, 0, 16, 'hex');
  [count, run, step, frames].forEach((value, i) => bytes.writeDoubleLE(value, 16 + 8 * i));
  bytes.writeUInt32LE(crc32(bytes.subarray(0, SUMMED)), SUMMED);
  return bytes;
}

function decoded(bytes: Buffer): Noted | null {
  if (bytes.readUInt32LE(SUMMED) !== crc32(bytes.subarray(0, SUMMED))) return null;
  const [count = 0, run = 0, step = 0, frames = 0] = [16, 24, 32, 40].map((at) => bytes.readDoubleLE(at));
  return { lineage: bytes.toString('hex', 0, 16), count, run, step, frames };
}
