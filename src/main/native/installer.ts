import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installation, InstallProgress, NativeAnswer } from '../../core/contract/native.ts';
import { LabError } from '../../core/errors.ts';
import type { Child } from '../child.ts';
import { isTaken } from './lock.ts';
import { flawOf, readManifest } from './manifest.ts';
import type { FromInstaller, SpawnNative, ToInstaller } from './messages.ts';
import { wheels } from './pins.ts';
import { placesIn, platform, type Places } from './places.ts';
import { sourcesFor } from './sources.ts';
import { probeNative } from './try.ts';

/** Milliseconds a process that was called off has to tidy up. */
const GRACE = 5000;
/** Names an archive or a mirror to take instead of what is published, as `--from` does. */
const FROM = 'GOLDILOCKS_TENSORFLOW';

/** Installs TensorFlow's library and removes it, one thing at a time, whichever window asks. The work is done in a process of
 *  its own; what became of it is told with every change. */
export class Installer {
  private readonly places: Places;
  private readonly spawn: SpawnNative;
  private readonly changed: (installation: Installation, turned: boolean) => void;
  private readonly from = process.env[FROM];
  private doing: InstallProgress | null = null;
  private failed: Installation['failed'] = null;
  private child: Child<ToInstaller, FromInstaller> | null = null;
  private probe: Child<never, NativeAnswer> | null = null;
  private over: Promise<void> = Promise.resolve();

  /** @param native the folder it is made in @param changed is told how it stands; `turned`: there is an engine, or none, anew */
  constructor(native: string, spawn: SpawnNative, changed: (installation: Installation, turned: boolean) => void) {
    this.places = placesIn(native);
    this.spawn = spawn;
    this.changed = changed;
  }

  get installation(): Installation {
    const { engine } = this.places;
    const files = Object.values(readManifest(engine)?.files ?? {});
    const there = existsSync(engine);
    return {
      possible: sourcesFor(platform, this.from).length > 0,
      download: this.from ? null : (wheels[platform]?.size ?? null),
      installed: there ? files.reduce((sum, size) => sum + size, 0) : null,
      kept: this.doing ? 0 : bytesIn(this.places.work),
      sound: there && flawOf(engine, platform) === null,
      doing: this.doing,
      failed: this.failed,
    };
  }

  /** Begins an installation. @throws LabError engine-busy */
  install(): void {
    if (this.doing) throw new LabError('engine-busy');
    this.failed = null;
    this.say({ phase: 'fetching', done: null, total: null });
    const child = this.spawn.install();
    this.child = child;
    let ended: () => void = () => undefined;
    this.over = new Promise((resolve) => (ended = resolve));
    child.onMessage((message) => {
      if (this.child === child) this.receive(child, message);
    });
    child.onExit((reason) => {
      if (this.child === child) this.end({ code: 'engine-failed', values: { given: 0, reasons: reason } });
      ended();
    });
    child.post({ type: 'install', native: this.places.native, ...(this.from && { from: this.from }) });
  }

  /** Calls an installation off; told when everything that was started has ended. Nothing where there is none. */
  cancel(): void {
    const { child } = this;
    if (!child || this.doing?.phase === 'cancelling') return;
    this.say({ phase: 'cancelling', done: null, total: null });
    child.post({ type: 'cancel' });
    this.probe?.kill();
    setTimeout(() => {
      if (this.child === child) child.kill();
    }, GRACE).unref();
  }

  /** Deletes what was installed. @throws LabError engine-busy, engine-locked where a file of it cannot be deleted */
  async remove(): Promise<void> {
    const { native, engine, work } = this.places;
    if (this.doing || isTaken(join(native, '.lock'))) throw new LabError('engine-busy');
    this.failed = null;
    mkdirSync(work, { recursive: true });
    const old = join(work, 'removed');
    try {
      rmSync(old, { recursive: true, force: true });
      // whole or not at all: where a file of it is in use, Windows refuses this
      if (existsSync(engine)) renameSync(engine, old);
    } catch (error) {
      throw new LabError('engine-locked', { folder: native, reason: error instanceof Error ? error.message : '' });
    }
    this.say({ phase: 'removing', done: null, total: null });
    try {
      await rm(work, { recursive: true, force: true, maxRetries: 3 });
      if (readdirSync(native).length === 0) rmdirSync(native);
    } catch (error) {
      throw new LabError('engine-locked', { folder: work, reason: error instanceof Error ? error.message : '' });
    } finally {
      this.end(null);
    }
  }

  /** Calls off what is being done, and waits until it has ended. */
  async close(): Promise<void> {
    this.cancel();
    await this.over;
  }

  private receive(child: Child<ToInstaller, FromInstaller>, message: FromInstaller): void {
    switch (message.type) {
      case 'progress':
        if (this.doing?.phase !== 'cancelling') this.say(message.progress);
        break;
      case 'try':
        void this.attempt(child, message.folder);
        break;
      case 'done':
      case 'cancelled':
      case 'failed':
        this.end(message.type === 'failed' ? { code: message.code, values: message.values } : null);
        child.kill();
    }
  }

  private async attempt(child: Child<ToInstaller, FromInstaller>, folder: string): Promise<void> {
    const report = await probeNative((args) => (this.probe = this.spawn.probe(args)), folder);
    this.probe = null;
    if (this.child === child) child.post({ type: 'tried', report });
  }

  private say(doing: InstallProgress): void {
    this.doing = doing;
    this.changed(this.installation, false);
  }

  private end(failed: Installation['failed']): void {
    // who cancelled knows why it ended
    this.failed = this.doing?.phase === 'cancelling' ? null : failed;
    this.doing = null;
    this.child = null;
    this.changed(this.installation, true);
  }
}

/** Bytes of the files under a folder that may not be there. */
function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0), 0);
}
