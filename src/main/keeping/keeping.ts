import { existsSync, rmSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import {
  type DataFolderFacts,
  type DiagnosisLine,
  type Keeping as Standing,
  type KeepingAct,
} from '../../core/contract/keeping.ts';
import type { LabEvent } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import type { Child } from '../child.ts';
import type { Store } from '../store/store.ts';
import { failureOf } from '../window-link.ts';
import { backupsIn, backupsOf, newestBackup } from './backups.ts';
import { lastMove } from './elsewhere.ts';
import { logError } from './log.ts';
import type { FromKeeper, SpawnKeeper, ToKeeper, Work } from './messages.ts';
import { refusePlace } from './move.ts';
import { refuseOthers } from './others.ts';
import { stagedIn } from './replace.ts';
import { requireRoom, roomAt } from './room.ts';
import { isDue, scheduleOf } from './schedule.ts';

const HOUR = 3_600_000;
/** Milliseconds after the start until it is looked whether a backup is due: the window comes first. */
const SETTLED = 20_000;

/** What the keeping needs of others. */
interface KeepingParts {
  folder: string;
  store: Store;
  /** null where no window shows any of it. */
  spawn: SpawnKeeper | null;
  /** Whether anything is being trained or verified here. */
  busy: () => boolean;
  /** Whether something is under way that closing would cut off: what is paused is not. */
  underWay: () => boolean;
  /** Takes everything to another folder, where the lab is then to be opened again. @throws LabError: all is as it was */
  takeElsewhere: (to: string) => Promise<void>;
  tell: (event: LabEvent) => void;
  /** A backup waits to take the database's place: has the lab closed and opened again. */
  reopen: () => void;
}

type Keeper = Child<ToKeeper, FromKeeper>;

/** Looks after the data folder as a whole, one thing at a time for all windows, in a process of its own that is called off by
 *  ending it; and has it backed up now and then. */
export class Keeping {
  private readonly parts: KeepingParts;
  private standing: Standing;
  private child: Keeper | null = null;
  /** Processes that look at the folder for the diagnostics. */
  private readonly asked = new Set<Keeper>();
  private over: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: KeepingParts) {
    this.parts = parts;
    this.standing = { doing: null, last: parts.spawn === null ? null : lastOf(parts.store) };
  }

  /** Whether the lab was opened here because it has moved, which the window then shows. */
  get hasMoved(): boolean {
    const { last } = this.standing;
    return last !== null && 'result' in last && last.result.act === 'move';
  }

  /** Tells others that the folder is open, and has backups made from now on when they are due. @param settled ms until it is looked */
  wake(settled = SETTLED): void {
    try {
      this.parts.store.announce();
    } catch (error) {
      if (!(error instanceof LabError)) throw error; // a full disk must not keep the lab closed
    }
    this.wait(settled);
  }

  get facts(): DataFolderFacts {
    const { folder, store } = this.parts;
    const { kept, every } = this.schedule;
    return {
      folder,
      sizes: store.sizes(),
      room: roomAt(folder),
      backups: backupsOf(folder),
      backupsKept: kept,
      backupEvery: every,
      keeping: this.standing,
    };
  }

  /** @throws LabError keeping-busy, keeping-live where that would hinder what trains, backup-none, folder-unusable, keeping-others,
   *  keeping-room */
  begin(act: KeepingAct, { backup, to = '' }: { backup?: string; to?: string } = {}): void {
    const { folder, store, busy } = this.parts;
    if (this.standing.doing) throw new LabError('keeping-busy');
    const own = store.announced;
    switch (act) {
      case 'backup':
        this.work({ act, folder, kept: this.schedule.kept });
        break;
      case 'check':
        this.work({ act, folder });
        break;
      case 'compact':
        if (busy()) throw new LabError('keeping-live');
        this.work({ act, folder, own });
        break;
      case 'restore':
        if (busy()) throw new LabError('keeping-live');
        // a window names what is in the list, and no path
        if (backup === undefined || basename(backup) !== backup || !existsSync(join(backupsIn(folder), backup)))
          throw new LabError('backup-none');
        this.work({ act, folder, own, backup });
        break;
      case 'move':
        if (this.parts.underWay()) throw new LabError('keeping-live');
        void this.move(this.checkedPlace(to));
    }
  }

  /** A folder that everything can be moved to. @throws LabError folder-unusable, keeping-others, keeping-room */
  private checkedPlace(named: string): string {
    const { folder, store } = this.parts;
    if (!isAbsolute(named))
      throw new LabError('folder-unusable', { folder: named, reason: m.errors_reason_relative() });
    const place = resolve(named);
    refuseOthers(folder, store.announced);
    requireRoom(place, sizeNow(store));
    refusePlace(resolve(folder), place);
    return place;
  }

  private async move(place: string): Promise<void> {
    this.set({ ...this.standing, doing: { act: 'move', phase: 'copying', done: null, of: null } });
    try {
      await this.parts.takeElsewhere(place);
    } catch (error) {
      this.fail('move', error instanceof LabError ? error : new LabError('keeping-failed', { reason: String(error) }));
      return;
    }
    this.parts.tell({ type: 'reopening', keeps: true });
    this.parts.reopen();
  }

  /** Calls it off; the database is what it was. Nothing where nothing is done. */
  cancel(): void {
    const { child } = this;
    if (!child) return; // a move is not called off
    const { doing } = this.standing;
    this.child = null;
    child.kill();
    // it may have been prepared just now: what was called off does not happen at a later start
    if (doing?.act === 'restore')
      this.over = this.over.then(() => rmSync(stagedIn(this.parts.folder), { force: true }));
    this.set({ ...this.standing, doing: null });
  }

  /** What the diagnostics say of the folder. */
  async folderLines(): Promise<DiagnosisLine[]> {
    const { folder, store } = this.parts;
    const child = this.keeper();
    this.asked.add(child);
    const lines = await new Promise<DiagnosisLine[]>((resolve) => {
      const none = (reason: string): void =>
        resolve([
          { id: 'folder', what: 'Data folder', value: folder, remedy: `It could not be looked at (${reason}).` },
        ]);
      child.onMessage((message) => {
        if (message.type === 'diagnosed') resolve(message.lines);
        else if (message.type === 'failed') none(errorSentence(new LabError(message.code, message.values)));
      });
      child.onExit(none);
      child.post({ act: 'diagnose', folder, own: store.announced });
    });
    this.asked.delete(child);
    child.kill();
    return lines;
  }

  /** Resolves when nobody is at the folder any more. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    for (const child of this.asked) child.kill();
    this.cancel();
    await this.over;
  }

  private keeper(): Keeper {
    const { spawn } = this.parts;
    if (!spawn) throw new LabError('keeping-failed', { reason: 'this lab has no process for it' });
    return spawn();
  }

  private get schedule(): ReturnType<typeof scheduleOf> {
    return scheduleOf(this.parts.store.settings.all());
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.wait(HOUR);
      try {
        const { at = -Infinity } = newestBackup(this.parts.folder) ?? {};
        if (!this.standing.doing && isDue(this.schedule.every, at)) this.begin('backup');
      } catch (error) {
        // a folder that cannot be read just now must not end what trains
        const reason = error instanceof Error ? error.message : String(error);
        logError(this.parts.folder, error instanceof LabError ? error : new LabError('keeping-failed', { reason }));
      }
    }, ms);
    this.timer.unref();
  }

  private work(todo: Work): void {
    this.set({ ...this.standing, doing: { act: todo.act, phase: 'copying', done: null, of: null } });
    const child = this.keeper();
    this.child = child;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.over = promise;
    child.onMessage((message) => {
      if (this.child === child) this.receive(child, todo.act, message);
    });
    child.onExit((reason) => {
      if (this.child === child) this.fail(todo.act, new LabError('keeping-failed', { reason }));
      resolve(undefined);
    });
    child.post(todo);
  }

  private receive(child: Keeper, act: KeepingAct, message: FromKeeper): void {
    switch (message.type) {
      case 'progress':
        this.set({ ...this.standing, doing: { act, ...message.progress } });
        return;
      case 'done':
        this.child = null;
        this.set({ doing: null, last: { at: Date.now(), result: message.result } });
        break;
      case 'staged':
        if (this.parts.busy()) {
          // begun while it was prepared: it would go on in what is put aside
          rmSync(stagedIn(this.parts.folder), { force: true });
          this.fail(act, new LabError('keeping-live'));
          break;
        }
        this.child = null;
        this.set({ ...this.standing, doing: null });
        this.parts.tell({ type: 'reopening', keeps: false });
        this.parts.reopen();
        break;
      case 'failed':
        this.fail(act, new LabError(message.code, message.values));
        break;
      case 'diagnosed':
        break; // to whom asked
    }
    child.kill();
  }

  private fail(act: KeepingAct, error: LabError): void {
    this.child = null;
    logError(this.parts.folder, error);
    this.set({ doing: null, last: { at: Date.now(), act, failure: failureOf(error) } });
  }

  private set(standing: Standing): void {
    this.standing = standing;
    this.parts.tell({ type: 'keeping', keeping: standing });
  }
}

/** Bytes of the database, as far as it can be read. */
function sizeNow(store: Store): number {
  try {
    return store.size();
  } catch {
    return 0;
  }
}

/** What came of a restore for which the lab was opened again; or how it found the folder. */
function lastOf(store: Store): Standing['last'] {
  const { restored, notices } = store;
  const at = Date.now();
  const [notice] = notices;
  if (notice) return { at, act: 'restore', failure: failureOf(notice) };
  const moved = restored ? null : lastMove(store);
  if (moved) return { at, result: { act: 'move', ...moved } };
  if (!restored) return null;
  if ('failure' in restored) return { at, act: 'restore', failure: failureOf(restored.failure) };
  return { at, result: { act: 'restore', aside: restored.aside } };
}
