import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  BACKUPS_KEPT,
  MOST_BACKUPS,
  type DataFolderFacts,
  type DiagnosisLine,
  type Keeping as Standing,
  type KeepingAct,
  type KeepingResult,
} from '../../core/contract/keeping.ts';
import type { LabEvent } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { Child } from '../child.ts';
import type { Store } from '../store/store.ts';
import { failureOf } from '../window-link.ts';
import { backupsIn, backupsOf, newestBackup, tidy } from './backups.ts';
import type { FromKeeper, SpawnKeeper, ToKeeper, Work } from './messages.ts';
import { roomAt } from './room.ts';
import { compactNeeds } from './sizes.ts';

const HOUR = 3_600_000;
/** Hours after which there is another backup: at the start, and while the lab is open (or what `backupHours` says). */
const AT_START = 24;
const WHILE_OPEN = 4;
/** Milliseconds after the start until it is looked whether a backup is due: the window comes first. */
const SETTLED = 20_000;

/** What the keeping needs of others. */
export interface KeepingParts {
  folder: string;
  store: Store;
  spawn: SpawnKeeper;
  /** Whether anything is being trained or verified here. */
  busy: () => boolean;
  tell: (event: LabEvent) => void;
}

/** Looks after the data folder as a whole, one thing at a time for all windows, in a process of its own that is called off by
 *  ending it; and has it backed up now and then. */
export class Keeping {
  private readonly parts: KeepingParts;
  private standing: Standing = { doing: null, last: null };
  private child: Child<ToKeeper, FromKeeper> | null = null;
  /** Processes that look at the folder for the diagnostics. */
  private readonly asked = new Set<Child<ToKeeper, FromKeeper>>();
  private over: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: KeepingParts) {
    this.parts = parts;
  }

  /** Has backups made from now on, when they are due. Others are told that the folder is open. */
  wake(): void {
    try {
      this.parts.store.announce();
    } catch (error) {
      if (!(error instanceof LabError)) throw error; // a full disk must not keep the lab closed
    }
    this.wait(SETTLED, AT_START);
  }

  get facts(): DataFolderFacts {
    const { folder, store } = this.parts;
    const sizes = store.sizes();
    return {
      folder,
      sizes,
      room: roomAt(folder),
      compactNeeds: compactNeeds(sizes),
      backups: backupsOf(folder),
      backupsKept: this.kept,
      keeping: this.standing,
    };
  }

  /** @throws LabError keeping-busy, keeping-live where that would hinder what trains, backup-none */
  begin(act: KeepingAct, backup?: string): void {
    const { folder, store, busy } = this.parts;
    if (this.standing.doing) throw new LabError('keeping-busy');
    const own = store.announced;
    switch (act) {
      case 'backup':
        this.work({ act, folder, kept: this.kept, always: true });
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
    }
  }

  /** Calls it off; the database is what it was. Nothing where nothing is done. */
  cancel(): void {
    const { child } = this;
    if (!child) return;
    this.child = null;
    child.kill();
    void this.over.then(() => tidy(this.parts.folder));
    this.set({ ...this.standing, doing: null });
  }

  /** What the diagnostics say of the folder. */
  async folderLines(): Promise<DiagnosisLine[]> {
    const { folder, store, spawn } = this.parts;
    const child = spawn();
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

  async close(): Promise<void> {
    clearTimeout(this.timer);
    for (const child of this.asked) child.kill();
    this.cancel();
    await this.over;
  }

  /** How many backups are kept. */
  private get kept(): number {
    const kept = this.parts.store.settings.all()['backupsKept'];
    return typeof kept === 'number' && kept >= 0 ? Math.min(Math.round(kept), MOST_BACKUPS) : BACKUPS_KEPT;
  }

  private wait(ms: number, hours: number): void {
    this.timer = setTimeout(() => {
      const set = this.parts.store.settings.all()['backupHours'];
      const every = typeof set === 'number' && set > 0 ? Math.min(set, 24 * 7) : WHILE_OPEN;
      const { at = -Infinity } = newestBackup(this.parts.folder) ?? {};
      const due = this.kept > 0 && Date.now() - at >= Math.min(hours, 24 * 7) * HOUR;
      if (due && !this.standing.doing)
        this.work({ act: 'backup', folder: this.parts.folder, kept: this.kept, always: false });
      this.wait(HOUR * Math.min(1, every), every);
    }, ms);
    this.timer.unref();
  }

  private work(todo: Work): void {
    this.set({ ...this.standing, doing: { act: todo.act, phase: 'waiting', done: null, of: null } });
    const child = this.parts.spawn();
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

  private receive(child: Child<ToKeeper, FromKeeper>, act: KeepingAct, message: FromKeeper): void {
    switch (message.type) {
      case 'progress':
        this.set({ ...this.standing, doing: { act, ...message.progress } });
        return;
      case 'done':
        this.child = null;
        this.done(message.result);
        break;
      case 'failed':
        this.fail(act, new LabError(message.code, message.values));
        break;
      case 'diagnosed':
        break; // to whom asked
    }
    child.kill();
  }

  private done(result: KeepingResult): void {
    // nothing was due after all, and what was done last is still of interest
    const unasked = result.act === 'backup' && result.name === null;
    this.set({ doing: null, last: unasked ? this.standing.last : { at: Date.now(), result } });
    if (result.act !== 'restore') return;
    this.parts.store.restored();
    this.parts.tell({ type: 'restored' });
  }

  private fail(act: KeepingAct, error: LabError): void {
    this.child = null;
    this.set({ doing: null, last: { at: Date.now(), act, failure: failureOf(error) } });
  }

  private set(standing: Standing): void {
    this.standing = standing;
    this.parts.tell({ type: 'keeping', keeping: standing });
  }
}
