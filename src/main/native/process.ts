// The process that installs TensorFlow's library for the lab: bundled to out/main/native-install.js. Whatever it starts ends with it.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallProgress } from '../../core/contract/native.ts';
import { LabError } from '../../core/errors.ts';
import { connectParent } from '../parent.ts';
import { install, type Asker } from './install.ts';
import { alone } from './lock.ts';
import type { FromInstaller, NativeReport, ToInstaller } from './messages.ts';
import { placesIn, platform } from './places.ts';
import { sourcesFor } from './sources.ts';

/** Milliseconds between two words on one phase. */
const INTERVAL = 100;

const parent = connectParent<ToInstaller, FromInstaller>();
const calledOff = new AbortController();
let tried: (report: NativeReport) => void = () => undefined;
let told = { phase: '', at: -Infinity };

/** Tells each phase at once and how far it is ten times a second. */
function tell(phase: InstallProgress['phase'], done: number | null = null, total: number | null = null): void {
  const now = performance.now();
  if (phase === told.phase && now - told.at < INTERVAL) return;
  told = { phase, at: now };
  void parent.post({ type: 'progress', progress: { phase, done, total } });
}

const asker: Asker = {
  tell,
  say: (line) => console.error(line), // the host's log
  signal: calledOff.signal,
  attempt: (folder) =>
    new Promise((resolve, reject) => {
      tried = resolve;
      calledOff.signal.addEventListener('abort', () => reject(new Error('called off')));
      void parent.post({ type: 'try', folder });
    }),
};

async function work({ native, from }: Extract<ToInstaller, { type: 'install' }>): Promise<FromInstaller> {
  try {
    mkdirSync(native, { recursive: true });
    const patience = { signal: calledOff.signal, waiting: () => tell('waiting') };
    await alone(join(native, '.lock'), patience, () => install(sourcesFor(platform, from), placesIn(native), asker));
    return { type: 'done' };
  } catch (error) {
    if (calledOff.signal.aborted) return { type: 'cancelled' };
    if (error instanceof LabError) return { type: 'failed', code: error.code, values: error.values };
    console.error(error);
    const reasons = error instanceof Error ? error.message : String(error); // a folder that cannot be written to, say
    return { type: 'failed', code: 'engine-failed', values: { given: 0, reasons } };
  } finally {
    removeEmpty(native);
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // it is not empty
  }
}

parent.onMessage((message) => {
  if (message.type === 'cancel') calledOff.abort(new Error('called off'));
  else if (message.type === 'tried') tried(message.report);
  else void work(message).then((last) => parent.post(last));
});
parent.onGone(() => {
  calledOff.abort(new Error('the lab is gone'));
  setTimeout(() => process.exit(0), 2000).unref(); // what was started is killed, and half of what there is tidied away
});
