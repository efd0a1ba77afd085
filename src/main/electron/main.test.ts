import type * as Fs from 'node:fs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabOptions } from '../lab.ts';
import { CHANNEL } from './channel.ts';
import { electronStub, StubContents, StubPort, StubWindow } from './electron.stub.ts';

const lab = vi.hoisted(() => ({
  options: undefined as LabOptions | undefined,
  connected: [] as unknown[],
  fails: undefined as Error | undefined,
  close: () => Promise.resolve(),
}));
vi.mock('../lab.ts', () => ({
  Lab: class {
    constructor(options: LabOptions) {
      if (lab.fails) throw lab.fails;
      lab.options = options;
    }
    connect(port: unknown): void {
      lab.connected.push(port);
    }
    close(): Promise<void> {
      return lab.close();
    }
  },
}));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const readFileSync = (path: string, encoding: BufferEncoding): string =>
    path.endsWith('renderer-manifest.json') ? '[]' : fs.readFileSync(path, encoding);
  return { ...fs, readFileSync };
});

const page = { url: 'app://goldilocks/', parent: null };
const argv = process.argv;
let folder: string;

/** Runs main.ts as Electron would, with a stand-in for its module. */
async function start({ locked = false, data = folder, newer = false } = {}) {
  const electron = electronStub({ locked });
  vi.resetModules();
  const { LabError } = await import('../../core/errors.ts'); // the very class that main.ts is about to import
  if (newer) lab.fails = new LabError('store-newer', { version: 7 });
  vi.doMock('electron', () => electron);
  process.argv = ['electron', '.', '--inspect=0', '--data', data];
  await import('./main.ts');
  await new Promise((resolve) => setImmediate(resolve));
  return { ...electron, window: StubWindow.all.at(-1) };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  StubWindow.all.length = 0;
  Object.assign(lab, { options: undefined, connected: [], fails: undefined, close: () => Promise.resolve() });
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  process.argv = argv;
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

describe('the Electron host', () => {
  it('prepares scheme, sandbox and folder before it is ready, and leaves the GPU on', async () => {
    const { log } = await start();
    expect(log).toEqual([
      'name Goldilocks',
      `path userData ${join(folder, 'window')}`,
      'scheme app',
      'sandbox',
      'ready',
      'handle app',
    ]);
  });

  it('opens one window on our page, shown when drawn', async () => {
    const { window, menus } = await start();
    expect(StubWindow.all).toHaveLength(1);
    expect(window?.loaded).toBe('app://goldilocks/');
    expect(window?.options.webPreferences?.preload).toMatch(/preload[\\/]preload\.cjs$/);
    expect(window?.options.backgroundColor).toBe('#101316');
    expect(window?.calls).toEqual([]);
    window?.emit('ready-to-show');
    expect(window?.calls).toEqual(['show']);
    expect(menus).toHaveLength(1);
  });

  it('gives the lab its folder, and a trainer in a utility process', async () => {
    const { forks } = await start();
    expect(lab.options).toMatchObject({ folder, host: 'electron' });
    expect(lab.options?.resourcesDir).toMatch(/resources$/);
    lab.options?.spawnTrainer();
    expect(forks).toHaveLength(1);
    expect(forks[0]?.[0]).toMatch(/main[\\/]trainer\.js$/);
  });

  it('connects the page to the lab, and nobody else', async () => {
    const { ipcMain } = await start();
    ipcMain.emit(CHANNEL, { senderFrame: { ...page, url: 'https://example.org/' }, ports: [new StubPort()] });
    expect(lab.connected).toHaveLength(0);
    ipcMain.emit(CHANNEL, { senderFrame: page, ports: [new StubPort()] });
    expect(lab.connected).toHaveLength(1);
  });

  it('guards the session and every page that comes to be', async () => {
    const { app, session } = await start();
    expect(session.defaultSession.check?.(null, 'media', '', {} as never)).toBe(false);
    const contents = new StubContents();
    app.emit('web-contents-created', {}, contents);
    expect(contents.tries('will-frame-navigate', { url: 'https://example.org/', isMainFrame: true })).toBe(true);
  });

  it('opens nothing when another lab has the folder, whose window comes to the front', async () => {
    const { log } = await start({ locked: true });
    expect(log.slice(2)).toEqual(['quit']);
    expect({ windows: StubWindow.all.length, lab: lab.options }).toEqual({ windows: 0, lab: undefined });

    const { app, window } = await start();
    if (window) window.minimized = true;
    app.emit('second-instance');
    expect(window?.calls).toEqual(['restore', 'focus']);
  });

  it('quits when the lab has stored everything, not before', async () => {
    const { app, log } = await start();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    lab.close = () => promise;
    let prevented = 0;
    app.emit('will-quit', { preventDefault: () => prevented++ });
    await new Promise((done) => setImmediate(done));
    expect({ prevented, exits: log.filter((line) => line.startsWith('exit')) }).toEqual({ prevented: 1, exits: [] });
    resolve(undefined);
    await new Promise((done) => setImmediate(done));
    expect(log.at(-1)).toBe('exit 0');
  });

  it('says in one sentence why it cannot open, and opens no window', async () => {
    const { log } = await start({ newer: true });
    expect(log.slice(-2)).toEqual([
      'error Goldilocks: The data folder was written by a newer Goldilocks (version 7). Nothing was changed; update Goldilocks.',
      'exit 1',
    ]);
    expect(StubWindow.all).toEqual([]);
  });

  it('shows a bug with its stack instead of staying without a window', async () => {
    lab.fails = new TypeError('a bug');
    const { log } = await start();
    expect(log.at(-2)).toMatch(/TypeError: a bug\n\s+at /);
    expect(log.at(-1)).toBe('exit 1');
  });

  it('refuses a data folder that cannot be one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { log } = await start({ data: file });
    expect(log.at(-2)).toContain(`${file} cannot be read`);
    expect(log.at(-1)).toBe('exit 1');
  });

  it('remembers where the window was', async () => {
    const { window } = await start();
    if (window) window.maximized = true;
    window?.emit('close');
    const { window: next } = await start();
    expect(next?.options).toMatchObject({ x: 10, y: 20, width: 1200, height: 800 });
    next?.emit('ready-to-show');
    expect(next?.calls).toEqual(['maximize', 'show']);
  });

  it('offers to reload a page that crashed', async () => {
    const { window } = await start();
    window?.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    await new Promise((done) => setImmediate(done));
    expect(window?.webContents.reloads).toBe(0);
    window?.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    await new Promise((done) => setImmediate(done));
    expect(window?.webContents.reloads).toBe(1);
  });
});
