import { copyFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { carriedEnding, MOST_FILE, type Taken } from '../../core/contract/carry.ts';
import { tagSchema } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Parent, Progress } from '../../core/run.ts';
import { m } from '../../core/words/m.ts';
import { reasonOf } from '../reasons.ts';
import { RunListing } from '../store/run-list.ts';
import { databaseName, guarded } from '../store/sqlite-error.ts';
import { none, toNobody, type Tell } from './carried.ts';
import { checkCopy } from './check.ts';
import { identityOf } from './identity.ts';
import { bad } from './opened.ts';
import { labOf, tagFor } from './people.ts';
import { makeRoom } from './room.ts';
import type { DataSetRow, EditRow, ExperimentRow, RunRow, SweepRow } from './rows.ts';
import { insertRow, isLesson } from './tables.ts';

/** Takes a file into the store of a folder, all or nothing; what is there already is left as it is. The file itself is only
 *  copied: neither opened by SQLite nor changed. Runs that come from another lab are tagged with whose they are, where that is known.
 *  @param folder one whose store is at the newest version
 *  @param how `name` of the file where that is not its own, `several` whether a file that does not say whose it is, is called by its name
 *  @throws LabError file-unreadable, file-bad (nothing was changed then), store-full, store-locked, store-damaged */
export function importFile(
  folder: string,
  path: string,
  how: { name?: string; several?: boolean } = {},
  tell: Tell = toNobody,
): Taken {
  const file = how.name ?? basename(path);
  const room = makeRoom();
  try {
    const copy = join(room, 'copy.db');
    copyOf(path, copy, file);
    const { db: from, label } = checkCopy(copy, file, tell);
    try {
      const stem = how.several ? basename(file, carriedEnding).trim().slice(0, 40) : '';
      const who = tagSchema.safeParse(label.name).data ?? tagSchema.safeParse(stem).data ?? '';
      const several = how.several === true;
      return guarded(() => take(folder, from, { file, who, lab: label.lab, several }, tell));
    } finally {
      from.close();
    }
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

function copyOf(path: string, copy: string, file: string): void {
  try {
    const found = statSync(path);
    if (!found.isFile() && !found.isDirectory()) throw unreadable(file, m.errors_reason_no_file());
    if (found.isFile() && found.size > MOST_FILE) throw bad(file, 'its size', `at most ${MOST_FILE / 2 ** 20} MiB`);
    copyFileSync(path, copy);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw unreadable(file, reasonOf(error, 'read'));
  }
}
const unreadable = (file: string, reason: string): LabError => new LabError('file-unreadable', { file, reason });

/** Whose a file is, and which lab wrote it. */
interface Origin {
  file: string;
  who: string;
  lab: string;
  /** Whether it is one of several people's. */
  several: boolean;
}

function take(folder: string, from: Database.Database, origin: Origin, tell: Tell): Taken {
  const to = new Database(join(folder, databaseName), { timeout: 5000 });
  try {
    to.pragma('synchronous = FULL');
    to.pragma('foreign_keys = ON');
    return to.transaction(() => new Import(from, to, origin, tell).all()).immediate();
  } finally {
    to.close();
  }
}

/** One file on its way into a store, inside a transaction. Ids are given anew; `experiments` and the like lead from old to new. */
class Import {
  private readonly from: Database.Database;
  private readonly to: Database.Database;
  private readonly taken: Taken;
  private readonly tell: Tell;
  private readonly listing: RunListing;
  private readonly experiments = new Map<number, number>();
  private readonly sweeps = new Map<number, number>();
  private readonly runs = new Map<number, number>();

  constructor(from: Database.Database, to: Database.Database, { file, who, lab, several }: Origin, tell: Tell) {
    this.from = from;
    this.to = to;
    this.tell = tell;
    this.listing = new RunListing(to);
    // folders may have been copied from one: then all have its id, and in a class the name tells
    const own = !several && lab === labOf(to);
    const tag = who === '' || own ? '' : tagFor(to, lab, who);
    this.taken = { file, who, tag, fresh: none(), known: none(), runs: [] };
  }

  all(): Taken {
    for (const row of this.rows<DataSetRow>('data_sets')) {
      const { changes } = this.to
        .prepare('INSERT OR IGNORE INTO data_sets (sha256, name, created_at, bytes) VALUES (?, ?, ?, ?)')
        .run(row.sha256, row.name, row.created_at, row.bytes);
      this.count('dataSets', changes > 0);
    }
    for (const { key, value } of this.rows<{ key: string; value: string }>('settings')) {
      if (!isLesson(key)) continue;
      // one's own answers stay; of a lesson that was begun anew there are none
      const { changes } = this.to
        .prepare(
          "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value = 'null'",
        )
        .run(key, value);
      this.count('lessons', changes > 0);
    }
    for (const row of this.rows<ExperimentRow>('experiments')) this.experiment(row);
    for (const row of this.rows<SweepRow>('sweeps')) this.sweep(row);
    const known = this.knownRuns();
    const runs = Number(this.from.prepare('SELECT count(*) FROM runs').pluck().get());
    let n = 0;
    for (const row of this.rows<RunRow>('runs')) {
      this.tell('storing', n++ / runs);
      this.run(row, known);
    }
    return this.taken;
  }

  private rows<T>(table: string): IterableIterator<T> {
    return this.from.prepare<[], T>(`SELECT * FROM ${table} ORDER BY 1`).iterate();
  }

  private of<T extends object>(table: string, column: string, id: number): IterableIterator<T> {
    return this.from.prepare<[number], T>(`SELECT * FROM ${table} WHERE ${column} = ?`).iterate(id);
  }

  private count(what: keyof Taken['fresh'], fresh: boolean): void {
    this.taken[fresh ? 'fresh' : 'known'][what]++;
  }

  private experiment({ id, ...row }: ExperimentRow): void {
    const there = this.to
      .prepare<[ExperimentRow | object], number>(
        'SELECT id FROM experiments WHERE plan = @plan AND updated_at = @updated_at AND revision IS @revision',
      )
      .pluck()
      .get(row);
    this.count('experiments', there === undefined);
    const now = there ?? insertRow(this.to, 'experiments', row);
    this.experiments.set(id, now);
    if (there !== undefined) return;
    for (const edit of this.of<EditRow>('edits', 'experiment', id))
      insertRow(this.to, 'edits', { ...edit, experiment: now });
  }

  private sweep({ id, ...row }: SweepRow): void {
    const there = this.to
      .prepare<[object], number>(
        'SELECT id FROM sweeps WHERE created_at = @created_at AND document = @document AND total = @total',
      )
      .pluck()
      .get(row);
    this.count('sweeps', there === undefined);
    const experiment = this.experimentOf(row.experiment);
    this.sweeps.set(id, there ?? insertRow(this.to, 'sweeps', { ...row, experiment }));
  }

  /** Of an experiment that did not come along, a number that none has. */
  private experimentOf(id: number): number {
    const now = this.experiments.get(id) ?? this.burned('experiments');
    this.experiments.set(id, now);
    return now;
  }

  /** An id that is nobody's and will be nobody's. */
  private burned(table: 'experiments' | 'runs'): number {
    this.to
      .prepare(
        'INSERT INTO sqlite_sequence (name, seq) SELECT @table, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = @table)',
      )
      .run({ table });
    this.to.prepare('UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ?').run(table);
    const id = this.to.prepare<[string], number>('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(table);
    if (id === undefined) throw new Error('a sequence without a number');
    return id;
  }

  /** The runs that are there, by when they began. */
  private knownRuns(): Map<number, number[]> {
    const known = new Map<number, number[]>();
    const runs = this.to.prepare<[], { run: number; created_at: number }>(
      'SELECT run, created_at FROM run_list WHERE deleted_at IS NULL',
    );
    for (const { run, created_at } of runs.iterate()) known.set(created_at, [...(known.get(created_at) ?? []), run]);
    return known;
  }

  private thatIs(row: RunRow, known: Map<number, number[]>): number | undefined {
    const some = known.get(row.created_at);
    if (!some) return undefined;
    const identity = identityOf(this.from, row);
    const one = this.to.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?');
    return some.find((id) => {
      const found = one.get(id);
      return found && identityOf(this.to, found) === identity;
    });
  }

  private run({ id, ...row }: RunRow, known: Map<number, number[]>): void {
    const sweep = row.sweep === null ? null : (this.sweeps.get(row.sweep) ?? null);
    const there =
      this.thatIs({ id, ...row }, known) ??
      this.to
        .prepare<[number | null, number | null], number>('SELECT id FROM runs WHERE sweep = ? AND point = ?')
        .pluck()
        .get(sweep, row.point);
    this.count('runs', there === undefined);
    if (there !== undefined) {
      this.runs.set(id, there);
      return;
    }
    const parent = row.parent === null ? null : this.parentOf(JSON.parse(row.parent) as Parent);
    const experiment = this.experimentOf(row.experiment);
    const bytes = this.bytesOf(id); // whatever the file says of it
    const now = insertRow(this.to, 'runs', {
      ...row,
      bytes,
      experiment,
      sweep,
      parent: parent && JSON.stringify(parent),
    });
    this.runs.set(id, now);
    this.taken.runs.push(now);
    for (const table of ['frames', 'asked_frames', 'run_tags', 'run_notes'])
      for (const part of this.of(table, 'run', id)) insertRow(this.to, table, { ...part, run: now });
    const { tag } = this.taken;
    if (tag !== '') this.to.prepare('INSERT OR IGNORE INTO run_tags (run, tag) VALUES (?, ?)').run(now, tag);
    const { name, created_at: createdAt, data, init } = row;
    const info = { id: now, experiment, name, createdAt, bytes, data, init, parent };
    const progress = JSON.parse(row.progress) as Progress;
    const point = sweep === null || row.point === null ? {} : { sweep: { id: sweep, point: row.point } };
    this.listing.add({ ...info, ...point, progress }, JSON.parse(row.plan) as Plan);
  }

  /** What the frames of a run of the file take. */
  private bytesOf(run: number): number {
    const sum = this.from.prepare<[number], number>('SELECT coalesce(sum(length(bytes)), 0) FROM frames WHERE run = ?');
    return sum.pluck().get(run) ?? 0;
  }

  private parentOf(parent: Parent): Parent {
    const run = this.runs.get(parent.run) ?? this.burned('runs');
    this.runs.set(parent.run, run); // branches of one that is not there stay together
    return { ...parent, run };
  }
}
