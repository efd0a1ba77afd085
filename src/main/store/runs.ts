import type { Database, Statement } from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import type { Cadence, Layout } from '../../core/frame/layout.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { settingsBetween, type Setting } from '../../core/plan/settings.ts';
import type { Parent, Progress, RunDetail, RunInfo } from '../../core/run.ts';
import type { Verification, Writer } from '../../core/verification.ts';
import type { RunListing } from './run-list.ts';
import { stored } from './json.ts';

interface InfoRow extends Omit<
  RunInfo,
  'createdAt' | 'progress' | 'parent' | 'differs' | 'thinned' | 'wrote' | 'verified' | 'sweep'
> {
  sweep: number | null;
  point: number | null;
  created_at: number;
  parent: string | null;
  differs: string | null;
  thinned: number;
  wrote: string | null;
  verified: string | null;
  progress: string;
}
interface DetailRow extends InfoRow {
  layout: string;
  cadence: string;
  plan: string;
}

const DAY = 24 * 3_600_000;

const info =
  'id, experiment, name, created_at, steps, frames, bytes, thinned, architecture, activation, data, init, parent, differs, wrote, verified, sweep, point, progress';
/** Of the runs, those that are not deleted; a deletion can be undone for a while. */
export const kept = 'NOT EXISTS (SELECT 1 FROM run_list WHERE run = id AND deleted_at IS NOT NULL)';

function infoOf(row: InfoRow): RunInfo {
  const { created_at, parent, differs, thinned, wrote, verified, sweep, point, progress, ...rest } = row;
  return {
    ...rest,
    createdAt: created_at,
    parent: parent === null ? null : (stored(parent) as Parent),
    ...(thinned > 0 && { thinned }),
    ...(differs === null ? {} : { differs: stored(differs) as Setting[] }),
    ...(wrote === null ? {} : { wrote: stored(wrote) as Writer }),
    ...(verified === null ? {} : { verified: stored(verified) as Verification }),
    ...(sweep === null || point === null ? {} : { sweep: { id: sweep, point } }),
    progress: stored(progress) as Progress,
  };
}

/** The runs: their frozen plans and how far they came. */
export class Runs {
  private readonly listing: RunListing;
  private readonly selectSome: Statement<[ids: string], InfoRow>;
  private readonly selectBare: Statement<[ids: string], InfoRow>;
  private readonly selectInfo: Statement<[id: number], InfoRow>;
  private readonly selectDetail: Statement<[id: number], DetailRow>;
  private readonly selectLab: Statement<[id: number], { lab: string }>;
  private readonly selectNames: Statement<[experiment: number], string>;
  private readonly selectNewest: Statement<[], number>;
  private readonly selectLast: Statement<[experiment: number], { plan: string; differs: string | null }>;
  private readonly insert: Statement<[Record<string, string | number | null>]>;
  private readonly update: Statement<[progress: string, frames: number, bytes: number, id: number]>;
  private readonly updateName: Statement<[name: string, id: number]>;
  private readonly updateVerified: Statement<[verified: string, id: number]>;
  private readonly remove: Statement<[id: number]>;
  private readonly createAll: Runs['create'];
  private readonly renameAll: Runs['rename'];
  private readonly interruptAll: Statement<[lab: string]>;

  constructor(db: Database, listing: RunListing) {
    this.listing = listing;
    this.selectSome = db.prepare(`SELECT ${info} FROM runs WHERE id IN (SELECT value FROM json_each(?))`);
    this.selectBare = db.prepare(
      `SELECT ${info.replace('progress', `json_set(progress, '$.curve', json('[]')) AS progress`)} FROM runs
       WHERE id IN (SELECT value FROM json_each(?))`,
    );
    this.selectInfo = db.prepare(`SELECT ${info} FROM runs WHERE id = ? AND ${kept}`);
    this.selectDetail = db.prepare(`SELECT ${info}, layout, cadence, plan FROM runs WHERE id = ? AND ${kept}`);
    this.selectLab = db.prepare('SELECT lab FROM runs WHERE id = ?');
    this.selectNames = db
      .prepare<[number], string>('SELECT name FROM runs WHERE experiment = ? AND sweep IS NULL')
      .pluck();
    this.selectLast = db.prepare(
      'SELECT plan, differs FROM runs WHERE experiment = ? AND sweep IS NULL ORDER BY id DESC LIMIT 1',
    );
    this.selectNewest = db.prepare<[], number>('SELECT created_at FROM runs ORDER BY id DESC LIMIT 1').pluck();
    this.insert = db.prepare(
      `INSERT INTO runs (experiment, lab, name, created_at, steps, architecture, activation, data, init, parent, differs, wrote, sweep, point, progress, layout, cadence, plan)
       VALUES (@experiment, @lab, @name, @createdAt, @steps, @architecture, @activation, @data, @init, @parent, @differs, @wrote, @sweep, @point, @progress, @layout, @cadence, @plan)`,
    );
    this.update = db.prepare('UPDATE runs SET progress = ?, frames = frames + ?, bytes = bytes + ? WHERE id = ?');
    this.updateName = db.prepare('UPDATE runs SET name = ? WHERE id = ?');
    this.updateVerified = db.prepare('UPDATE runs SET verified = ? WHERE id = ?');
    this.remove = db.prepare('DELETE FROM runs WHERE id = ?');
    this.interruptAll = db.prepare(
      `UPDATE runs SET progress = json_set(progress, '$.status', 'interrupted', '$.speed', 0)
       WHERE id IN (SELECT run FROM run_list WHERE standing = 'live') AND lab = ?`,
    );
    const create = db.transaction<Runs['create']>((...run) => this.insertRun(...run));
    const rename = db.transaction<Runs['rename']>((id, name) => {
      this.info(id);
      this.updateName.run(name, id);
      this.listing.rename(id, name);
    });
    this.createAll = (...run) => create.immediate(...run);
    this.renameAll = (...named) => rename.immediate(...named);
    const any = db.prepare<[number], InfoRow & { plan: string }>(`SELECT ${info}, plan FROM runs WHERE id = ?`);
    listing.complete((id) => {
      const { plan, ...row } = known(any.get(id), id);
      return { info: infoOf(row), plan: stored(plan) as Plan };
    });
  }

  /** Those of these runs that there are. @param curves whether with the points of their curves */
  some(ids: readonly number[], curves = true): Map<number, RunInfo> {
    const select = curves ? this.selectSome : this.selectBare;
    return new Map(select.all(JSON.stringify(ids)).map((row) => [row.id, infoOf(row)]));
  }

  /** @throws LabError run-unknown */
  info(id: number): RunInfo {
    return infoOf(known(this.selectInfo.get(id), id));
  }

  /** @throws LabError run-unknown */
  detail(id: number): RunDetail {
    const { layout, cadence, plan, ...row } = known(this.selectDetail.get(id), id);
    return {
      info: infoOf(row),
      plan: stored(plan) as Plan,
      layout: stored(layout) as Layout,
      cadence: stored(cadence) as Cadence,
    };
  }

  /** A name no run of the experiment has: `Moons`, then `Moons 2`. */
  freshName(experiment: number, name: string): string {
    const taken = new Set(this.selectNames.all(experiment));
    let fresh = name;
    for (let n = 2; taken.has(fresh); n++) fresh = `${name} ${n}`;
    return fresh;
  }

  /** Id of the lab that trains or trained a run. @throws LabError run-unknown */
  labOf(id: number): string {
    return known(this.selectLab.get(id), id).lab;
  }

  /** @param wrote what writes it, where that is known */
  create(lab: string, run: { info: Omit<RunInfo, 'id'> } & Omit<RunDetail, 'info'>, wrote?: Writer): RunInfo {
    return this.createAll(lab, run, wrote);
  }

  private insertRun(
    lab: string,
    { info, plan, layout, cadence }: Parameters<Runs['create']>[1],
    wrote?: Writer,
  ): RunInfo {
    const { parent, progress, sweep } = info;
    const { experiment, name, steps, architecture, activation, data, init } = info;
    const createdAt = this.after(info.createdAt);
    const differs = sweep ? (info.differs ?? []) : this.differing(info.experiment, plan);
    const { lastInsertRowid } = this.insert.run({
      ...{ experiment, name, createdAt, steps, architecture, activation, data, init },
      lab,
      differs: JSON.stringify(differs),
      sweep: sweep?.id ?? null,
      point: sweep?.point ?? null,
      parent: parent && JSON.stringify(parent),
      wrote: wrote ? JSON.stringify(wrote) : null,
      progress: JSON.stringify(progress),
      layout: JSON.stringify(layout),
      cadence: JSON.stringify(cadence),
      plan: JSON.stringify(plan),
    });
    const created = { ...info, createdAt, differs, ...(wrote && { wrote }), id: Number(lastInsertRowid) };
    this.listing.add(created, plan);
    return created;
  }

  /** A clock that was set back, by a day at most, does not put a new run below earlier ones; one that was wrong by more is not
   *  followed. */
  private after(now: number): number {
    const newest = this.selectNewest.get() ?? now;
    return newest - now > DAY ? now : Math.max(now, newest);
  }

  private differing(experiment: number, plan: Plan): Setting[] {
    const last = this.selectLast.get(experiment);
    if (!last || last.differs === null) return []; // its plan may be one of an earlier version
    const differs = settingsBetween(stored(last.plan) as Plan, plan);
    return differs.length > 0 ? differs : (stored(last.differs) as Setting[]);
  }

  /** Sets how far a run came and counts its new frames; to be called inside the transaction that stores them.
   *  @throws LabError run-unknown */
  advance(id: number, progress: Progress, frames: number, bytes: number): void {
    if (this.update.run(JSON.stringify(progress), frames, bytes, id).changes === 0)
      throw new LabError('run-unknown', { run: id });
  }

  /** Keeps what verifying a run found; nothing where it was deleted meanwhile. */
  keepVerified(id: number, verified: Verification): void {
    this.updateVerified.run(JSON.stringify(verified), id);
  }

  /** @throws LabError run-unknown */
  rename(id: number, name: string): void {
    this.renameAll(id, name);
  }

  /** For good; its frames go with it. @throws LabError run-unknown */
  delete(id: number): void {
    if (this.remove.run(id).changes === 0) throw new LabError('run-unknown', { run: id });
  }

  /** Marks what a lab left running or paused when it died. */
  interrupt(lab: string): void {
    this.interruptAll.run(lab);
  }
}

function known<T>(row: T | undefined, run: number): T {
  if (!row) throw new LabError('run-unknown', { run });
  return row;
}
