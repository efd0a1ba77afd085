import type { Args, LabEvent } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { checkSweep } from '../../core/sweep/problems.ts';
import { Points } from '../../core/sweep/points.ts';
import type { PointResult, SweepDetail, SweepInfo, SweepStatus } from '../../core/sweep/results.ts';
import type { SweepRow } from '../store/sweeps.ts';
import { Active } from './active.ts';
import { Crew, sparedCores, type CrewParts } from './crew.ts';
import { SweepNews } from './sweep-news.ts';

/** What the sweeps of a lab need. */
export interface SweepParts extends Omit<CrewParts, 'moved' | 'settled' | 'hindered'> {
  memoryLimit: number;
  tell: (event: LabEvent) => void;
  failed: (error: LabError) => void;
  /** What was told to have failed does so no longer. */
  over: (code: LabError['code']) => void;
}

interface Waiting {
  sweep: number;
  resolve: () => void;
  reject: (error: LabError) => void;
}

/** The sweeps of a lab: what windows ask of them. */
export class SweepQueue {
  private readonly parts: SweepParts;
  private readonly crew: Crew;
  private readonly news: SweepNews;
  private waiting: Waiting[] = [];
  /** The last results of sweeps that have just come to rest. */
  private readonly untold = new Map<number, PointResult[]>();
  private hindrance: LabError | null = null;

  constructor(parts: SweepParts) {
    this.parts = parts;
    this.news = new SweepNews((sweep) => this.report(sweep), parts.tell);
    this.crew = new Crew({
      ...parts,
      moved: (sweep) => this.news.moved(sweep),
      settled: (active) => this.settled(active),
      hindered: (error) => this.hindered(error),
    });
  }

  /** Goes on with what was running when the lab was closed, or died. */
  wake(): void {
    const { store, failed } = this.parts;
    try {
      for (const row of store.sweeps.all())
        if (row.status === 'running' && !store.isElsewhere(row.lab)) this.activate(row);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failed(error); // a full disk must not keep the lab closed
    }
  }

  list(): SweepInfo[] {
    return this.parts.store.sweeps.all().map((row) => this.infoOf(row));
  }

  /** @throws LabError sweep-invalid, with the axis and the value of each problem; digits-missing, data-unknown, data-unfit */
  create({ experiment, sweep: document, paused, processes = sparedCores() }: Args<'createSweep'>): SweepInfo {
    const { store, memoryLimit, sources } = this.parts;
    const { sweep, problems } = checkSweep(document, memoryLimit);
    if (!sweep) throw new LabError('sweep-invalid', {}, problems);
    store.experiments.get(experiment);
    sources.check(sweep.plan);
    const { name } = sweep;
    const { total } = new Points(sweep);
    const fresh = { experiment, lab: null, name, createdAt: Date.now(), status: 'paused' as const, processes, total };
    const row = store.patiently(() => store.sweeps.create(fresh, sweep));
    if (!paused) this.activate(row);
    return this.turned(row.id);
  }

  /** @throws LabError sweep-unknown */
  open(sweep: number): SweepDetail {
    const { sweeps } = this.parts.store;
    const row = sweeps.get(sweep);
    const working = new Set(this.crew.active.get(sweep)?.working);
    const points = sweeps.results(sweep).map((one): PointResult => {
      const works = working.delete(one.point);
      return works ? { ...one, status: 'running' } : one;
    });
    for (const point of working) points.push({ point, run: null, status: 'running', metrics: null });
    const active = this.crew.active.get(sweep);
    const shares = new Map(active ? this.crew.shares(active).map((one) => [one.point, one]) : []);
    const shown = points.map((one) => shares.get(one.point) ?? one);
    return { info: this.infoOf(row), sweep: { ...sweeps.document(sweep), name: row.name }, points: shown };
  }

  /** @throws LabError sweep-unknown; store-locked where another lab runs it; store-full where results cannot be kept */
  async control({ sweep, action, processes }: Args<'controlSweep'>): Promise<SweepInfo> {
    const { store } = this.parts;
    const row = this.ours(sweep);
    if (processes !== undefined) {
      row.processes = processes;
      const active = this.crew.active.get(sweep);
      if (active) active.row.processes = processes;
      store.patiently(() => store.sweeps.set(active?.row ?? row));
    }
    if (action === 'play') await this.play(row);
    else await this.rest(sweep, action === 'pause' ? 'paused' : 'cancelled');
    return this.turned(sweep);
  }

  /** @throws LabError sweep-unknown, store-locked, request-invalid for points that are none or at work */
  runAgain({ sweep, points }: Args<'runAgain'>): SweepInfo {
    const { store } = this.parts;
    const row = this.ours(sweep);
    const active = this.crew.active.get(sweep);
    const busy = (point: number): boolean => active?.working.has(point) === true || active?.storing.has(point) === true;
    if (active?.settling || points.some((point) => point >= row.total || busy(point)))
      throw new LabError('request-invalid', { reason: 'runAgain: a point that is none, or at work' });
    const ended = new Set(store.sweeps.results(sweep).flatMap((one) => (one.status === 'paused' ? [] : [one.point])));
    const again = [...new Set(points)].filter((point) => ended.has(point)); // others are queued as it is
    store.patiently(() => store.sweeps.forget(sweep, again));
    if (active) {
      active.forget(again, store.sweeps.tally(sweep));
      for (const point of again) active.add(point);
      this.crew.dispatch();
    } else this.activate(row);
    return this.turned(sweep);
  }

  /** @throws LabError sweep-unknown */
  rename(sweep: number, name: string): SweepInfo {
    this.parts.store.sweeps.rename(sweep, name);
    const active = this.crew.active.get(sweep);
    if (active) active.row.name = name;
    return this.turned(sweep);
  }

  /** @throws LabError sweep-unknown, store-locked */
  async delete(sweep: number): Promise<void> {
    const { store } = this.parts;
    this.ours(sweep);
    await this.rest(sweep, 'cancelled');
    this.news.turned(sweep); // who follows it knows that it runs no more
    store.patiently(() => store.sweeps.delete(sweep));
    this.news.deleted(sweep);
  }

  /** The run of a point was deleted: the sweep has one result less. */
  runDeleted({ id, point }: { id: number; point: number }): void {
    this.crew.active.get(id)?.forget([point], this.parts.store.sweeps.tally(id));
    this.turned(id);
  }

  /** A run of the workbench began or ended: as many processes go on as are right beside it. */
  adapt(): void {
    this.crew.dispatch();
  }

  /** Puts all work aside while the computer sleeps; it goes on afterwards. */
  sleep(asleep: boolean): void {
    this.crew.sleep(asleep);
  }

  /** Puts everything aside, so that it goes on when the lab is opened again; waits at most `ms`. */
  async close(ms: number): Promise<void> {
    const rows = [...this.crew.active.values()].map(({ row }) => row);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    const rests = rows.map(({ id }) => this.rest(id, 'running').catch(() => undefined));
    await Promise.race([Promise.all(rests), late]);
    clearTimeout(timer);
    this.crew.close();
    this.news.close();
  }

  private async play(row: SweepRow): Promise<void> {
    const active = this.crew.active.get(row.id);
    if (active?.settling) await this.whenSettled(row.id, () => undefined);
    else if (active) this.crew.dispatch();
    if (!this.crew.active.has(row.id) && row.status !== 'finished') this.activate(row);
  }

  /** Brings a sweep to rest; `running` goes on when the lab is opened again, and of a cancelled one no halves are kept. */
  private async rest(sweep: number, as: Exclude<SweepStatus, 'finished'>): Promise<void> {
    const { store } = this.parts;
    const active = this.crew.active.get(sweep);
    if (active)
      await this.whenSettled(sweep, () => {
        if (as === 'cancelled') this.crew.drop(active);
        else this.crew.halt(active);
      });
    const row = store.sweeps.get(sweep);
    if (row.status === 'finished') return;
    store.patiently(() => {
      store.sweeps.set({ ...row, lab: null, status: as });
      if (as !== 'cancelled') return;
      const halves = store.sweeps.results(sweep).filter(({ status }) => status === 'paused');
      store.sweeps.forget(
        sweep,
        halves.map(({ point }) => point),
      );
    });
  }

  /** @throws LabError what keeps its results from being stored */
  private whenSettled(sweep: number, act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ sweep, resolve, reject });
      act();
      if (this.hindrance && this.crew.active.has(sweep)) this.refuse(this.hindrance);
    });
  }

  private refuse(error: LabError): void {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  private settled(active: Active): void {
    const { store } = this.parts;
    const { row } = active;
    this.untold.set(row.id, active.told());
    if (active.isDone) {
      store.patiently(() => store.sweeps.set({ ...row, lab: null, status: 'finished' }));
      this.news.turned(row.id);
    }
    const ready = this.waiting.filter(({ sweep }) => sweep === row.id);
    this.waiting = this.waiting.filter(({ sweep }) => sweep !== row.id);
    for (const { resolve } of ready) resolve();
  }

  private hindered(error: LabError | null): void {
    const was = this.hindrance;
    this.hindrance = error;
    if (error) {
      this.parts.failed(error);
      this.refuse(error);
    } else if (was) this.parts.over(was.code);
    for (const sweep of this.crew.active.keys()) this.news.turned(sweep);
  }

  private activate(row: SweepRow): void {
    const { store } = this.parts;
    const { sweeps } = store;
    const mine: SweepRow = { ...row, lab: store.announce(), status: 'running' };
    store.patiently(() => sweeps.set(mine));
    this.crew.add(new Active(mine, sweeps.document(row.id), sweeps.results(row.id), sweeps.tally(row.id)));
  }

  private ours(sweep: number): SweepRow {
    const row = this.parts.store.sweeps.get(sweep);
    if (this.parts.store.isElsewhere(row.lab)) throw new LabError('store-locked');
    return row;
  }

  private turned(sweep: number): SweepInfo {
    this.news.turned(sweep);
    return this.infoOf(this.parts.store.sweeps.get(sweep));
  }

  private report(sweep: number): LabEvent {
    const info = this.infoOf(this.parts.store.sweeps.get(sweep));
    const active = this.crew.active.get(sweep);
    const results = this.untold.get(sweep) ?? [];
    if (active) results.push(...active.told(), ...this.crew.shares(active));
    this.untold.delete(sweep);
    return { type: 'sweep', info, results };
  }

  private infoOf(row: SweepRow): SweepInfo {
    const active = this.crew.active.get(row.id);
    const { lab: _lab, ...shown } = row;
    const info = active?.info() ?? { ...shown, ...this.parts.store.sweeps.tally(row.id), running: 0, eta: null };
    return this.hindrance && active ? { ...info, hindrance: this.hindrance.code } : info;
  }
}
