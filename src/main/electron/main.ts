/// <reference types="electron-vite/node" />
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inPieces } from '../../core/contract/pieces.ts';
import { MOST_REQUEST } from '../../core/contract/window.ts';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  screen,
  session,
  utilityProcess,
} from 'electron';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { Lab } from '../lab.ts';
import { dataFolder } from '../store/folder.ts';
import { guardContents, guardSession } from './guard.ts';
import { built, devServer, type Home } from './home.ts';
import { menuOf } from './menu.ts';
import { startAt, type Placement } from './placement.ts';
import { acceptPorts } from './port.ts';
import { appHandler, appScheme, servedFiles } from './protocol.ts';
import { spawnNative, spawnTrainer } from './trainer.ts';
import { placementOf, windowOptions } from './window.ts';

/** out/, where this file is out/main/electron.js. */
const out = resolve(import.meta.dirname, '..');
const resources = resolve(out, '..', 'resources');
const dev = import.meta.env.DEV; // false in every build: what depends on it is left out of the bundle
const home: Home =
  dev && process.env['ELECTRON_RENDERER_URL'] ? devServer(process.env['ELECTRON_RENDERER_URL']) : built;

/** The folder of experiments (`--data DIR`, else the one every host uses) and, in it, what Chromium keeps for the window.
 *  One folder, one window: the single-instance lock lies there as well. @throws LabError file-unreadable */
function chooseFolders(): { folder: string; profile: string } {
  // not strict: Electron and Chromium have switches of their own
  const { values } = parseArgs({ args: process.argv.slice(1), options: { data: { type: 'string' } }, strict: false });
  const folder = typeof values.data === 'string' ? resolve(values.data) : dataFolder();
  const profile = join(folder, 'window');
  try {
    mkdirSync(profile, { recursive: true });
  } catch (error) {
    throw new LabError('file-unreadable', { file: folder, reason: error instanceof Error ? error.message : '' });
  }
  app.setPath('userData', profile);
  return { folder, profile };
}

/** The lab cannot open: an expected failure is one sentence; anything else is a bug and shows its stack. */
function giveUp(error: unknown): void {
  console.error(error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  dialog.showErrorBox('Goldilocks', error instanceof LabError ? errorSentence(error) : stack);
  app.exit(1);
}

function openLab(folder: string): Lab {
  const lab = new Lab({
    folder,
    resourcesDir: resources,
    host: 'electron',
    spawnTrainer: () =>
      spawnTrainer((...args) => utilityProcess.fork(...args), join(out, 'main', 'trainer.js'), resources),
    spawnNative: spawnNative((...args) => utilityProcess.fork(...args), join(out, 'main')),
  });
  acceptPorts(ipcMain, home, (port) => lab.connect(inPieces(port, MOST_REQUEST)));
  app.on('will-quit', (event) => {
    event.preventDefault(); // until what the trainer still has is stored
    lab.close().then(() => app.exit(0), giveUp);
  });
  return lab;
}

function openWindow(profile: string): void {
  const memory = join(profile, 'window.json');
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const start = startAt(
    textOf(memory),
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const dark = nativeTheme.shouldUseDarkColors;
  const preload = join(out, 'preload', 'preload.cjs');
  const icon = join(out, '..', 'resources', 'icon.png');
  const window = new BrowserWindow(windowOptions({ start, dark, preload, icon, dev }));
  window.once('ready-to-show', () => {
    if (start.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => remember(memory, placementOf(window)));
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason);
  });
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  window.loadURL(home.page).catch((error: unknown) => {
    if (!window.isDestroyed()) giveUp(error); // closed while it loaded
  });
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `The window stopped working (${reason}).`,
    detail: 'Training goes on and is recorded. Reload the window to see it again.',
    buttons: ['Reload', 'Quit'],
  });
  if (response === 0) window.webContents.reload();
  else app.quit();
}

function remember(file: string, placement: Placement): void {
  try {
    writeFileSync(file, JSON.stringify(placement));
  } catch {
    // a full disk keeps no window from closing
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // the first time there is none
  }
}

function serveBuilt(): void {
  const files = servedFiles(readFileSync(join(out, 'renderer-manifest.json'), 'utf8'));
  const read = (path: string): Promise<Uint8Array<ArrayBuffer>> => readFile(join(out, 'renderer', path));
  protocol.handle(appScheme.scheme, appHandler(files, read));
}

function main(): void {
  app.setName('Goldilocks');
  const { folder, profile } = chooseFolders();
  if (!app.requestSingleInstanceLock()) {
    app.quit(); // the lab that has this folder open comes to the front instead
    return;
  }
  // before `ready`, hence before any await
  protocol.registerSchemesAsPrivileged([appScheme]);
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => guardContents(contents, home));
  app
    .whenReady()
    .then(() => {
      guardSession(session.defaultSession, home);
      if (home === built) serveBuilt();
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuOf(process.platform === 'darwin', dev)));
      openLab(folder);
      openWindow(profile);
    })
    .catch(giveUp);
}

try {
  main();
} catch (error) {
  giveUp(error);
}
