// The browser host: the lab on 127.0.0.1, its window in a browser. Bundled to out/main/browser-host.js; serve.ts starts it.
import { parseArgs } from 'node:util';
import { inPieces, type PiecePort } from '../../core/contract/pieces.ts';
import { MOST_REQUEST } from '../../core/contract/window.ts';
import { Lab } from '../lab.ts';
import { folderNamed } from '../store/folder.ts';
import { openWindow, windowClosed } from './app-window.ts';
import { hasDisplay, openBrowser } from './browser.ts';
import { findForWindow } from './chromium.ts';
import { servedFiles } from './files.ts';
import { forkCarrier, forkKeeper, forkNative, forkTrainer } from './fork-trainer.ts';
import { lessonToOpen } from './lessons/rules-command.ts';
import { placesFrom } from './places.ts';
import { Seat } from './seat.ts';
import { startServer, type Server } from './server.ts';
import { ended, PlainError, runCommand, sayNotices, usage, UsageError } from './terminal.ts';
import { Windows, within } from './windows.ts';

interface Options {
  folder: string;
  port: number;
  open: boolean;
  /** In a window of its own, where a program for that is there; else in the default browser. */
  window: boolean;
  /** The lesson that is to be opened: its id or number, or a file. */
  lesson: string | undefined;
}

function readOptions(): Options {
  const { values } = usage(() =>
    parseArgs({
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        window: { type: 'boolean' },
        open: { type: 'string' },
      },
    }),
  );
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port ${values.port} is not a port: give a number from 1 to 65535.`);
  return {
    folder: folderNamed(values.data),
    port,
    open: values['no-open'] !== true,
    window: values.window === true,
    lesson: values.open,
  };
}

/** Ports that are tried where the wanted one is taken. */
const MORE_PORTS = 20;

/** @throws PlainError where none can be had */
async function listen(
  connect: (window: PiecePort) => void,
  windows: Windows,
  port: number,
  lesson: string | undefined,
  places: ReturnType<typeof placesFrom>,
): Promise<Server> {
  const files = servedFiles(places.manifest, places.rendererDir);
  const last = port === 0 ? 0 : Math.min(port + MORE_PORTS, 65_535);
  for (let next = port; ; next++)
    try {
      const server = await startServer({
        files,
        port: next,
        lesson,
        connect(window) {
          windows.add(window);
          connect(window);
        },
      });
      if (next !== port) console.log(`Port ${port} is taken, so it is ${next}.`);
      return server;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'EADDRINUSE' && next < last) continue;
      const ports = next === port ? `Port ${port} cannot` : `None of the ports ${port} to ${next} can`;
      throw new PlainError(`${ports} be used (${String(error.code)}). Choose another with --port.`);
    }
}

/** Shows the lab in a window of its own until that is closed or `end` comes. @returns whether there was one */
async function inWindow(server: Server, windows: Windows, folder: string, end: Promise<void>): Promise<boolean> {
  const program = hasDisplay() ? findForWindow() : undefined;
  if (!program) return false;
  const seat = new Seat(folder);
  const window = openWindow(program, server.invite(), seat.profile);
  let over = false;
  void windows.some().then(() => {
    if (!over)
      console.log('It has a window of its own. Closing that ends the lab, as Ctrl-C does; everything is saved.');
  });
  try {
    const failure = await Promise.race([windowClosed(window, windows), end.then(() => undefined)]);
    if (failure !== undefined)
      console.log(`The lab has no window of its own: ${failure}. The default browser opens it.`);
    return failure === undefined;
  } finally {
    over = true;
    window.close();
    await within(3000, window.end); // so that the next start does not meet it
    seat.close();
  }
}

await runCommand(async () => {
  const { folder, port, open, window, lesson: named } = readOptions();
  const places = placesFrom(import.meta.dirname);
  const lesson = named === undefined ? undefined : await lessonToOpen(folder, named);
  const broken = Promise.withResolvers<never>();
  const openLab = (folder: string): Lab =>
    new Lab({
      folder,
      resourcesDir: places.resourcesDir,
      host: 'browser',
      spawnTrainer: (background) => forkTrainer(places.trainer, places.resourcesDir, background),
      spawnNative: forkNative(places),
      spawnCarrier: forkCarrier(places),
      spawnKeeper: forkKeeper(places),
      reopen() {
        reopening = reopen().catch(broken.reject);
      },
    });
  let lab: Lab | null = openLab(folder);
  sayNotices(lab);
  let server: Server | undefined;
  let over = false;
  let reopening: Promise<void> = Promise.resolve();
  const reopen = async (): Promise<void> => {
    const before = lab;
    if (!before) return;
    lab = null; // who comes meanwhile is not answered, and comes again
    await before.close();
    if (over) return;
    lab = openLab(before.folder);
    server?.drop();
  };
  const close = async (): Promise<void> => {
    over = true;
    await reopening;
    await lab?.close();
  };
  try {
    const end = Promise.race([ended(), broken.promise]);
    const windows = new Windows();
    const connect = (window: PiecePort): void => lab?.connect(inPieces(window, MOST_REQUEST));
    server = await listen(connect, windows, port, lesson, places);
    console.log(`The lab is open at ${server.url}`);
    if (!open || !window || !(await inWindow(server, windows, folder, end))) {
      console.log('Open that address in a browser on this machine. Ctrl-C ends the lab; everything is saved.');
      if (open) openBrowser(server.invite());
      await end;
    }
  } finally {
    await server?.close(); // also where the lab could not be opened again
    await close();
  }
  return 0;
});
