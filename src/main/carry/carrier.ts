import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PART, type CarryProgress, type Taken, type Written } from '../../core/contract/carry.ts';
import type { Args } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import type { Child } from '../child.ts';
import { reasonOf } from '../reasons.ts';
import type { WindowLink } from '../window-link.ts';
import type { FromCarrier, SpawnCarrier, ToCarrier } from './messages.ts';
import { makeRoom } from './room.ts';

/** A file on its way out to a window, or in from it. */
interface Transfer {
  /** As the person calls it. */
  name: string;
  path: string;
  /** Where it lies, and all that is made on the way to it. */
  place: string;
  /** Bytes that it will have, and of those, that are there. */
  size: number;
  have: number;
  descriptor: number | null;
  child: Child<ToCarrier, FromCarrier> | null;
}

/** Files to carry between windows and a process that writes and reads them. The lab itself never opens one. */
export class Carrier {
  private readonly folder: string;
  private readonly spawn: SpawnCarrier | undefined;
  private readonly transfers = new Map<WindowLink, Transfer>();
  /** Processes that are at work, and when they have ended. */
  private readonly working = new Map<Child<ToCarrier, FromCarrier>, Promise<void>>();
  private room: string | null = null;
  /** Processes that store what came, in a transaction of seconds. */
  private readonly storing = new Set<Child<ToCarrier, FromCarrier>>();

  constructor(folder: string, spawn: SpawnCarrier | undefined) {
    this.folder = folder;
    this.spawn = spawn;
  }

  get isBusy(): boolean {
    return this.working.size > 0;
  }

  /** Whether the database is locked for a while by something of the lab's own. */
  get isStoring(): boolean {
    return this.storing.size > 0;
  }

  /** @throws LabError as exportFile, carry-failed */
  async carryOut(window: WindowLink, { name, ...selection }: Args<'carryOut'>): Promise<Written> {
    const transfer = this.begin(window, '', 0);
    const { folder } = this;
    const last = await this.workFor(window, transfer, { do: 'export', folder, path: transfer.path, selection, name });
    if (last.type !== 'written') throw new LabError('carry-failed', { reason: last.type });
    transfer.size = transfer.have = last.written.bytes;
    return last.written;
  }

  /** @throws LabError request-invalid where no such part is there */
  part(window: WindowLink, at: number): Uint8Array {
    const transfer = this.of(window);
    const bytes = new Uint8Array(Math.min(PART, Math.max(0, transfer.size - at)));
    transfer.descriptor ??= openSync(transfer.path, 'r');
    const read = readSync(transfer.descriptor, bytes, 0, bytes.length, at);
    if (read !== bytes.length) throw new LabError('request-invalid', { reason: 'carriedPart' });
    return bytes;
  }

  carryIn(window: WindowLink, { file, size }: Args<'carryIn'>): void {
    const transfer = this.begin(window, file, size);
    transfer.descriptor = openSync(transfer.path, 'wx', 0o600);
  }

  /** @throws LabError request-invalid where it is not the next part; file-unreadable where there is no room for it */
  take(window: WindowLink, at: number, bytes: Uint8Array): void {
    const transfer = this.of(window);
    if (at !== transfer.have || at + bytes.length > transfer.size || transfer.descriptor === null)
      throw new LabError('request-invalid', { reason: 'carryPart' });
    try {
      writeSync(transfer.descriptor, bytes, 0, bytes.length, at);
    } catch (error) {
      this.end(window);
      throw new LabError('carry-failed', { reason: reasonOf(error, 'write') });
    }
    transfer.have += bytes.length;
  }

  /** @throws LabError as importFile, carry-failed */
  async takeIn(window: WindowLink, several: boolean): Promise<Taken> {
    const transfer = this.of(window);
    if (transfer.have !== transfer.size) throw new LabError('request-invalid', { reason: 'takeIn' });
    const { folder } = this;
    const { path, name } = transfer;
    try {
      return takenOf(await this.workFor(window, transfer, { do: 'import', folder, path, name, several }));
    } finally {
      if (this.transfers.get(window) === transfer) this.end(window);
    }
  }

  /** Takes in a file that lies on this computer. @throws LabError as importFile, carry-failed */
  async takeFile(path: string): Promise<Taken> {
    const todo = { do: 'import' as const, folder: this.folder, path, name: basename(path), several: false };
    return takenOf(await this.work(todo, () => undefined).last);
  }

  /** Calls off what is under way for a window, and forgets its file. */
  end(window: WindowLink): void {
    const transfer = this.transfers.get(window);
    if (!transfer) return;
    this.transfers.delete(window);
    transfer.child?.kill();
    if (transfer.descriptor !== null) closeSync(transfer.descriptor);
    const gone = (transfer.child && this.working.get(transfer.child)) ?? Promise.resolve();
    void gone.then(() => rmSync(transfer.place, { recursive: true, force: true })); // it may still write there
  }

  /** Resolves when no process of it is left. */
  async close(): Promise<void> {
    for (const window of [...this.transfers.keys()]) this.end(window);
    for (const child of this.working.keys()) child.kill();
    await Promise.all(this.working.values());
    if (this.room !== null) rmSync(this.room, { recursive: true, force: true });
  }

  private begin(window: WindowLink, name: string, size: number): Transfer {
    this.end(window);
    this.room ??= makeRoom();
    const place = mkdtempSync(join(this.room, 'file-'));
    const transfer: Transfer = {
      name,
      path: join(place, 'carried.db'),
      place,
      size,
      have: 0,
      descriptor: null,
      child: null,
    };
    this.transfers.set(window, transfer);
    return transfer;
  }

  private of(window: WindowLink): Transfer {
    const transfer = this.transfers.get(window);
    if (!transfer) throw new LabError('request-invalid', { reason: 'no file is on its way' });
    return transfer;
  }

  private async workFor(window: WindowLink, transfer: Transfer, todo: ToCarrier): Promise<FromCarrier> {
    const { last, child } = this.work(todo, (progress) => {
      if (this.transfers.get(window) === transfer) window.tell({ type: 'carrying', progress });
    });
    transfer.child = child;
    try {
      return await last;
    } finally {
      transfer.child = null;
    }
  }

  /** Has a process do one thing. @returns the process, and its last word */
  private work(
    todo: ToCarrier,
    tell: (progress: CarryProgress) => void,
  ): { child: Child<ToCarrier, FromCarrier>; last: Promise<FromCarrier> } {
    if (!this.spawn) throw new LabError('carry-failed', { reason: 'this host has no windows' });
    const child = this.spawn();
    const { promise: gone, resolve: end } = Promise.withResolvers<undefined>();
    this.working.set(child, gone);
    child.onExit(() => {
      this.working.delete(child);
      end(undefined);
    });
    const last = new Promise<FromCarrier>((resolve, reject) => {
      child.onMessage((message) => {
        if (message.type === 'progress') {
          if (message.progress.phase === 'storing') this.storing.add(child);
          tell(message.progress);
        } else if (message.type === 'failed') reject(new LabError(message.code, message.values));
        else resolve(message);
      });
      child.onExit((reason) => reject(new LabError('carry-failed', { reason })));
      child.post(todo);
    }).finally(() => {
      this.storing.delete(child);
      child.kill(); // it has said all
    });
    return { child, last };
  }
}

function takenOf(last: FromCarrier): Taken {
  if (last.type !== 'taken') throw new LabError('carry-failed', { reason: last.type });
  return last.taken;
}
