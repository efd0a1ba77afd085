import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import type { ControlAction } from '../../../core/contract/trainer.ts';
import type { LabEvent } from '../../../core/contract/window.ts';
import { decodeFrame, type FrameKind } from '../../../core/frame/frame.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { isLive, type Change, type RunDetail, type RunInfo, type RunStatus } from '../../../core/run.ts';
import type { Verification } from '../../../core/verification.ts';
import { connectTo, type Client } from '../../client.ts';
import { Lab } from '../../lab.ts';
import { unpacked } from '../../store/packing.ts';
import { databaseName } from '../../store/sqlite-error.ts';
import type { TrainerProcess } from '../../trainer-host.ts';
import { forkCarrier, forkKeeper, forkNative, forkTrainer } from '../fork-trainer.ts';
import { placesFrom } from '../places.ts';

const places = placesFrom(join(import.meta.dirname, '..'));

interface StoredRow {
  ordinal: number;
  step: number;
  kind: FrameKind;
  bytes: Uint8Array;
}

/** A lab with a real store and real trainer processes, and one window. */
export class RealLab {
  readonly folder: string;
  readonly client: Client;
  readonly trainers: TrainerProcess[] = [];
  events: LabEvent[] = [];
  private readonly lab: Lab;
  private readonly isOwn: boolean;
  /** Whether the lab has asked to be closed and opened again. */
  reopened = false;
  private waiting: (() => void)[] = [];

  /** @param folder the data folder; a new one of its own, which goes with it, where it is left out
   *  @param trainer the file of its process, where that is not the source */
  constructor(folder?: string, trainer = places.trainer) {
    this.isOwn = folder === undefined;
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'goldilocks-'));
    this.lab = new Lab({
      folder: this.folder,
      resourcesDir: places.resourcesDir,
      host: 'terminal',
      spawnNative: forkNative(places),
      spawnCarrier: forkCarrier(places),
      spawnKeeper: forkKeeper(places),
      reopen: () => (this.reopened = true),
      spawnTrainer: () => {
        const child = forkTrainer(trainer, places.resourcesDir);
        this.trainers.push(child);
        return child;
      },
    });
    ({ client: this.client } = connectTo(this.lab, (event) => {
      this.events.push(event);
      for (const wake of this.waiting.splice(0)) wake();
    }));
  }

  async close(): Promise<void> {
    await this.lab.close();
    if (this.isOwn) rmSync(this.folder, { recursive: true });
  }

  /** What the newest event that has it has, once there is one. */
  async until<T>(find: (event: LabEvent) => T | undefined): Promise<T> {
    for (;;) {
      for (const event of this.events.toReversed()) {
        const found = find(event);
        if (found !== undefined) return found;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** A run that is as `fits` says. */
  runThat(run: number, fits: (info: RunInfo) => boolean): Promise<RunInfo> {
    return this.until((event) =>
      event.type === 'run' && event.info.id === run && fits(event.info) ? event.info : undefined,
    );
  }
  /** Once it has ended, and is packed. */
  async ended(run: number): Promise<RunInfo> {
    const info = await this.runThat(run, ({ progress }) => !isLive(progress.status));
    await this.lab.settled(run);
    return info;
  }

  async begin(plan: Plan, speed: number | null = null, paused = false): Promise<number> {
    return (await this.client.call('start', { experiment: 1, plan, speed, paused })).value.info.id;
  }
  async train(plan: Plan): Promise<RunInfo> {
    return this.ended(await this.begin(plan));
  }
  async branch(run: number, step: number, changes: Change[] = []): Promise<RunInfo> {
    const { value } = await this.client.call('branch', { run, step, changes, speed: null, paused: false });
    return this.ended(value.info.id);
  }
  async control(run: number, ...actions: ControlAction[]): Promise<RunStatus | undefined> {
    let status: RunStatus | undefined;
    for (const action of actions) ({ status } = (await this.client.call('control', { run, action })).value);
    return status;
  }
  async detail(run: number): Promise<RunDetail> {
    return (await this.client.call('open', { run })).value;
  }

  /** Verifies a run to its end. */
  async verify(run: number): Promise<Verification | null> {
    this.events = this.events.filter(({ type }) => type !== 'verified');
    await this.client.call('verify', { run });
    return this.until((event) => (event.type === 'verified' && event.run === run ? event.verification : undefined));
  }

  /** Does something to what is stored, behind the lab's back. */
  behind<T>(run: number, act: (db: Database.Database, rows: StoredRow[]) => T): T {
    const db = new Database(join(this.folder, databaseName));
    try {
      const rows = db.prepare('SELECT ordinal, step, kind, bytes FROM frames WHERE run = ? ORDER BY ordinal').all(run);
      // as it was recorded, whether it has been packed since or not
      return act(
        db,
        (rows as StoredRow[]).map((row) => ({ ...row, bytes: unpacked(row.bytes) ?? row.bytes })),
      );
    } finally {
      db.close();
    }
  }

  /** Changes bytes of the stored frame of a step. @param mend whether its CRC is put right */
  change(run: number, kind: FrameKind, step: number, mend: boolean, act: (bytes: Uint8Array) => void): void {
    this.behind(run, (db, rows) => {
      const row = rows.find((one) => one.kind === kind && one.step === step);
      if (!row) throw new Error(`run ${run} has no ${kind} of step ${step}`);
      const bytes = new Uint8Array(row.bytes);
      act(bytes);
      db.prepare('UPDATE frames SET bytes = ? WHERE run = ? AND ordinal = ?').run(bytes, run, row.ordinal);
      if (mend)
        db.prepare('UPDATE frames SET crc32 = ? WHERE run = ? AND ordinal = ?').run(crc32(bytes), run, row.ordinal);
    });
  }

  /** Writes one entry of a tensor there. */
  async overwrite(
    run: number,
    [kind, step]: [FrameKind, number],
    { name, index, value }: Change,
    mend: boolean,
  ): Promise<void> {
    const { layout } = await this.detail(run);
    this.change(run, kind, step, mend, (bytes) => {
      const tensor = decodeFrame(bytes, layout).tensor(name);
      if (!tensor) throw new Error(`no ${name} there`);
      tensor[index] = value;
    });
  }
}
