import type { Database } from 'better-sqlite3';
import type { LeftOut, Written } from '../../core/contract/carry.ts';
import { LabError } from '../../core/errors.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { none, type Selection, type Tell } from './carried.ts';
import * as sound from './sound.ts';
import { insertRow, isLesson } from './tables.ts';

type Row = Record<string, unknown>;
interface Run {
  id: number;
  experiment: number;
}

const SHA256 = /[0-9a-f]{64}/g;

/** What is selected of a store on its way into an empty file, within a transaction of the store. */
export class Filling {
  private readonly from: Database;
  private readonly to: Database;
  private readonly tell: Tell;
  private readonly amounts = none();
  private readonly left: LeftOut[] = [];
  private damaged = 0;
  /** What may be the SHA-256 of a data set, in what was written. */
  private readonly named = new Set<string>();
  /** Points of the sweeps that were written. */
  private readonly points = new Map<number, number>();

  constructor(from: Database, to: Database, tell: Tell) {
    this.from = from;
    this.to = to;
    this.tell = tell;
  }

  /** @throws LabError experiment-unknown, run-unknown */
  all(selection: Selection): Omit<Written, 'bytes'> {
    const { runs, whole, kept } = selected(this.from, selection);
    this.to.transaction(() => {
      for (const id of kept) this.experiment(id);
      for (const id of whole) for (const row of this.of('sweeps', 'experiment', id)) this.sweep(row);
      runs.forEach(({ id }, i) => {
        this.tell('writing', i / runs.length);
        for (const row of this.of('runs', 'id', id)) this.run(id, row);
      });
      for (const row of this.from.prepare<[], { key: string; value: string }>('SELECT * FROM settings').all())
        this.lesson(row);
      for (const sha256 of this.named) this.dataSet(sha256);
    })();
    return { amounts: this.amounts, damaged: this.damaged, left: this.left };
  }

  private of(table: string, column: string, id: number): Row[] {
    return this.from.prepare<[number], Row>(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY 1, 2`).all(id);
  }

  private copy(table: string, row: Row): void {
    insertRow(this.to, table, row);
    for (const value of Object.values(row))
      if (typeof value === 'string') for (const sha256 of value.match(SHA256) ?? []) this.named.add(sha256);
  }

  private experiment(id: number): void {
    const [row] = this.of('experiments', 'id', id);
    if (!row) return;
    if (sound.experimentFault(row) !== null) {
      this.left.push({ what: 'experiments', name: nameIn(row['plan']) || String(id) });
      return;
    }
    this.copy('experiments', row);
    this.amounts.experiments++;
    const edits = this.of('edits', 'experiment', id);
    // a history with a gap would be none
    if (edits.every((edit) => sound.editFault(edit) === null)) for (const edit of edits) this.copy('edits', edit);
  }

  private sweep(row: Row): void {
    const rests = { ...row, lab: null, status: row['status'] === 'running' ? 'paused' : row['status'] };
    if (sound.sweepFault(rests) !== null) {
      this.left.push({ what: 'sweeps', name: String(row['name']) });
      return;
    }
    this.copy('sweeps', rests);
    this.points.set(Number(row['id']), Number(row['total']));
    this.amounts.sweeps++;
  }

  private run(id: number, row: Row): void {
    const sweep = row['sweep'];
    const inSweep = typeof sweep === 'number' && this.points.has(sweep) && row['outcome'] !== null;
    const rests: Row = {
      ...row,
      lab: '',
      progress: ended(String(row['progress'])),
      ...(!inSweep && { sweep: null, point: null, outcome: null, metrics: null }),
    };
    if (sound.runFault(rests, (of) => this.points.get(of)) !== null) {
      this.left.push({ what: 'runs', name: `${String(row['name'])} (${id})` });
      return;
    }
    this.copy('runs', rests);
    this.amounts.runs++;
    const layout = JSON.parse(String(row['layout'])) as Layout; // as runFault has seen
    const frames = this.from.prepare<[number], Row>('SELECT * FROM frames WHERE run = ? ORDER BY ordinal');
    for (const frame of frames.iterate(id)) {
      if (sound.frameFault(frame, layout, Number(row['frames'])) === null) insertRow(this.to, 'frames', frame);
      else this.damaged++;
    }
    for (const table of ['asked_frames', 'run_tags', 'run_notes'])
      for (const part of this.of(table, 'run', id)) this.copy(table, part);
  }

  private lesson(row: { key: string; value: string }): void {
    if (!isLesson(row.key) || row.value === 'null') return; // that one was begun anew
    if (sound.lessonFault(row.value) !== null) {
      this.left.push({ what: 'lessons', name: row.key.slice('lesson '.length) });
      return;
    }
    insertRow(this.to, 'settings', row);
    this.amounts.lessons++;
  }

  private dataSet(sha256: string): void {
    const row = this.from.prepare<[string], Row>('SELECT * FROM data_sets WHERE sha256 = ?').get(sha256);
    if (!row) return;
    if (sound.dataSetFault(row) !== null) {
      this.left.push({ what: 'dataSets', name: String(row['name']) });
      return;
    }
    insertRow(this.to, 'data_sets', row);
    this.amounts.dataSets++;
  }
}

/** A run that is in a file goes on nowhere. */
function ended(text: string): string {
  const progress = JSON.parse(text) as { status: string };
  if (progress.status !== 'running' && progress.status !== 'paused') return text;
  return JSON.stringify({ ...progress, status: 'interrupted', speed: 0 });
}

/** The name that a plan has, whatever else is wrong with it. */
function nameIn(plan: unknown): string {
  try {
    const { name } = JSON.parse(String(plan)) as { name?: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}

/** The runs to be written; the experiments that go whole; and all experiments whose documents go along.
 *  @throws LabError experiment-unknown, run-unknown */
function selected(
  db: Database,
  { experiments, runs }: Selection,
): { runs: Run[]; whole: readonly number[]; kept: readonly number[] } {
  const there = new Set(db.prepare<[], number>('SELECT id FROM experiments').pluck().all());
  const all = db
    .prepare<[], Run & { half: number }>(
      `SELECT id, experiment, sweep IS NOT NULL AND outcome IS NULL AS half FROM runs
       WHERE id NOT IN (SELECT run FROM run_list WHERE deleted_at IS NOT NULL) ORDER BY id`,
    )
    .all();
  for (const experiment of experiments)
    if (!there.has(experiment)) throw new LabError('experiment-unknown', { experiment });
  for (const run of runs) if (!all.some(({ id }) => id === run)) throw new LabError('run-unknown', { run });
  const everything = experiments.length === 0 && runs.length === 0;
  const inFull = new Set(everything ? [...there, ...all.map(({ experiment }) => experiment)] : experiments);
  const alone = new Set(runs);
  const chosen = all.filter(({ id, experiment, half }) => alone.has(id) || (inFull.has(experiment) && half === 0));
  const kept = new Set([...inFull, ...chosen.map(({ experiment }) => experiment)]);
  const inOrder = (ids: Set<number>): number[] => [...ids].sort((a, b) => a - b);
  return { runs: chosen, whole: inOrder(inFull), kept: inOrder(kept) };
}
