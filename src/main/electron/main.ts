/// <reference types="electron-vite/node" />
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { app, dialog, ipcMain, Menu, protocol, session, utilityProcess } from 'electron';
import { z } from 'zod';
import type { DesktopState, Saved } from '../../core/contract/desktop.ts';
import { inPieces } from '../../core/contract/pieces.ts';
import { MOST_REQUEST } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { baseLocale, m, overwriteGetLocale } from '../../core/words/m.ts';
import { Lab } from '../lab.ts';
import { Desk } from './desk.ts';
import { askForFolder, chooseFolders, isOfFolder, offerFolder, showFolder, startAgain } from './folders.ts';
import { guardContents, guardSession } from './guard.ts';
import { built, devServer, type Home } from './home.ts';
import { Memory } from '../desktop/memory.ts';
import { menuOf } from './menu.ts';
import { optionsOf } from '../desktop/options.ts';
import { openWindow, zoom } from './open-window.ts';
import { Opening } from './opening.ts';
import { pdfOf } from './pdf.ts';
import { acceptPorts } from './port.ts';
import { followTraining } from './power.ts';
import { appHandler, appScheme, servedFiles } from './protocol.ts';
import { save } from './saving.ts';
import { spawnCarrier, spawnKeeper, spawnNative, spawnTrainer } from './trainer.ts';

/** out/, where this file is out/main/electron.js. */
const out = resolve(import.meta.dirname, '..');
const resources = resolve(out, '..', 'resources');
const dev = import.meta.env.DEV; // false in every build: what depends on it is left out of the bundle
const home: Home =
  dev && process.env['ELECTRON_RENDERER_URL'] ? devServer(process.env['ELECTRON_RENDERER_URL']) : built;
/** The program is on its way out: what breaks off now was meant to. */
let quitting = false;

/** The lab cannot open: an expected failure is one sentence; anything else is a bug and shows its stack. */
function giveUp(error: unknown): void {
  if (quitting) return;
  if (isOfFolder(error)) {
    void offerFolder(error);
    return;
  }
  console.error(error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  dialog.showErrorBox(m.app_name(), error instanceof LabError ? errorSentence(error) : stack);
  app.exit(1);
}

function openLab(folder: string): Lab {
  let again = false;
  const lab = new Lab({
    folder,
    resourcesDir: resources,
    host: 'electron',
    spawnTrainer: (background) =>
      spawnTrainer((...args) => utilityProcess.fork(...args), join(out, 'main', 'trainer.js'), resources, background),
    spawnCarrier: spawnCarrier((...args) => utilityProcess.fork(...args), join(out, 'main')),
    spawnNative: spawnNative((...args) => utilityProcess.fork(...args), join(out, 'main')),
    spawnKeeper: spawnKeeper((...args) => utilityProcess.fork(...args), join(out, 'main')),
    reopen() {
      again = true;
      app.quit();
    },
  });
  acceptPorts(ipcMain, home, (port) => lab.connect(inPieces(port, MOST_REQUEST)));
  app.on('will-quit', (event) => {
    event.preventDefault(); // until what the trainer still has is stored
    lab.close().then(
      () => {
        if (again) startAgain(lab.folder === folder ? null : lab.folder);
        app.exit(0);
      },
      (error: unknown) => {
        console.error(error);
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
        dialog.showErrorBox(m.app_name(), error instanceof LabError ? errorSentence(error) : stack);
        app.exit(1);
      },
    );
  });
  return lab;
}

function serveBuilt(): void {
  const files = servedFiles(readFileSync(join(out, 'renderer-manifest.json'), 'utf8'));
  const read = (path: string): Promise<Uint8Array<ArrayBuffer>> => readFile(join(out, 'renderer', path));
  protocol.handle(appScheme.scheme, appHandler(files, read));
}

/** The window and everything around it that is no matter of the lab. @param early what the system and the person asked to open so far */
function openProgram(lab: Lab, folder: string, memory: Memory, early: Start): void {
  const window = openWindow({
    home,
    memory,
    dev,
    preload: join(out, 'preload', 'preload.cjs'),
    icon: join(resources, 'icon.png'),
    failed: giveUp,
  });
  /** Whether the window shows a sheet for paper. */
  let sheet = false;
  const desk = new Desk(ipcMain, home, {
    state(state) {
      overwriteGetLocale(() => state.language);
      ({ sheet } = state);
      showMenu(state);
    },
    save: (name, bytes) => save(window, memory, name, () => bytes),
    showFolder: () => showFolder(folder),
    chooseFolder: () => askForFolder(window),
    pdf: (name) => pdfAt(name),
  });
  desk.serve(window);
  const opening = new Opening(
    window,
    (command) => desk.send(command),
    memory,
    (path) => lab.takeIn(path),
  );
  const pdfAt = (name: string): Promise<Saved> =>
    save(window, memory, `${name}.pdf`, () => desk.onPaper(() => pdfOf(window, sheet)));
  const savePdf = async (name: string): Promise<void> => {
    const saved = await pdfAt(name);
    if (saved)
      desk.send({
        say:
          'as' in saved
            ? m.desktop_saved_as({ file: saved.as })
            : errorSentence(new LabError('file-unwritable', saved)),
      });
  };
  function showMenu(state: DesktopState | null): void {
    const actions = {
      send: desk.send.bind(desk),
      open: () => void opening.ask(),
      savePdf: () => void savePdf(window.getTitle().replace(/ · Goldilocks$/, '')),
      showFolder: () => showFolder(folder),
      zoom: (by: -1 | 0 | 1) => zoom(window, by),
    };
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuOf({ state, actions, mac: process.platform === 'darwin', dev })),
    );
  }
  showMenu(null);
  followTraining(lab, window);
  const openAll = async ({ files, lesson }: Start): Promise<void> => {
    for (const file of files) await opening.file(file);
    if (lesson !== undefined) desk.send({ lesson });
  };
  app.on('second-instance', (_event, _argv, _from, start) => {
    if (window.isDestroyed()) return; // it is closing
    if (window.isMinimized()) window.restore();
    window.focus();
    void openAll(startSchema.parse(start));
  });
  app.on('open-file', (_event, path) => void opening.file(path));
  void openAll(early);
}

/** What one start tells the one that came before. */
const startSchema = z.object({ files: z.array(z.string()), lesson: z.string().exactOptional() });
type Start = z.infer<typeof startSchema>;

/** What the program was started with. macOS names files one by one before it is ready. */
function startOf(): Start {
  const { files: named, lesson } = optionsOf(process.argv);
  const files = named.map((file) => resolve(file));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (!app.isReady()) files.push(path);
  });
  return { files, ...(lesson !== undefined && { lesson }) };
}

function main(): void {
  app.setName('Goldilocks');
  overwriteGetLocale(() => baseLocale); // until the window has told
  app.on('before-quit', () => (quitting = true));
  const start = startOf();
  const { folder, profile } = chooseFolders();
  if (!app.requestSingleInstanceLock(start)) {
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
      openProgram(openLab(folder), folder, new Memory(join(profile, 'window.json')), start);
    })
    .catch(giveUp);
}

try {
  main();
} catch (error) {
  giveUp(error);
}
