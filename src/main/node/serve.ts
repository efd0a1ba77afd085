// The browser host: the lab on 127.0.0.1, its window in a browser. Bundled to out/main/serve.js.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inPieces } from '../../core/contract/pieces.ts';
import { MOST_REQUEST } from '../../core/contract/window.ts';
import { Lab } from '../lab.ts';
import { dataFolder } from '../store/folder.ts';
import { openBrowser } from './browser.ts';
import { servedFiles } from './files.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import { placesFrom } from './places.ts';
import { startServer, type Server } from './server.ts';
import { ended, PlainError, runCommand, usage, UsageError } from './terminal.ts';

interface Options {
  folder: string;
  port: number;
  open: boolean;
}

function readOptions(): Options {
  const { values } = usage(() =>
    parseArgs({
      options: { data: { type: 'string' }, port: { type: 'string' }, 'no-open': { type: 'boolean' } },
    }),
  );
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port ${values.port} is not a port: give a number from 1 to 65535.`);
  return {
    folder: values.data === undefined ? dataFolder() : resolve(values.data),
    port,
    open: values['no-open'] !== true,
  };
}

async function listen(lab: Lab, port: number, places: ReturnType<typeof placesFrom>): Promise<Server> {
  const files = servedFiles(places.manifest, places.rendererDir);
  try {
    return await startServer({ files, port, connect: (window) => lab.connect(inPieces(window, MOST_REQUEST)) });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new PlainError(`Port ${port} cannot be used (${String(error.code)}). Choose another with --port.`);
  }
}

await runCommand(async () => {
  const { folder, port, open } = readOptions();
  const places = placesFrom(import.meta.dirname);
  const lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'browser',
    spawnTrainer: () => forkTrainer(places.trainer, places.resourcesDir),
    spawnNative: forkNative(places),
  });
  try {
    const end = ended();
    const server = await listen(lab, port, places);
    console.log(`The lab is open at ${server.url}`);
    console.log('Open that address in a browser on this machine. Ctrl-C ends the lab; everything is saved.');
    if (open) openBrowser(server.url);
    await end;
    await server.close();
  } finally {
    await lab.close();
  }
  return 0;
});
