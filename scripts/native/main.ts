// `npm run engine:native`, on the lab's Node (scripts/engine-native.mjs starts it): the lab's own installer, for a terminal.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LabError } from '../../src/core/errors.ts';
import { install, type Asker, type Refused } from '../../src/main/native/install.ts';
import { alone, isTaken } from '../../src/main/native/lock.ts';
import { flawOf, readManifest } from '../../src/main/native/manifest.ts';
import type { NativeReport } from '../../src/main/native/messages.ts';
import { nativeFolder, placesIn, platform } from '../../src/main/native/places.ts';
import { isAddress, sourcesFor } from '../../src/main/native/sources.ts';
import { probeNative } from '../../src/main/native/try.ts';
import { forkNative } from '../../src/main/node/fork-trainer.ts';
import { placesFrom } from '../../src/main/node/places.ts';
import { entry, here, root, seconds, Stop } from '../run.mjs';
import { bar } from './progress.ts';
import { rowsOf, tableOf } from './table.ts';

const help = `npm run engine:native [-- options]

Installs TensorFlow as the second engine: its C library from the official download or, where that refuses, from PyPI by pip;
tfjs-node's binding compiled against it; and a self-test in a process of its own. The lab works without it.

  --from FILE    this archive of the C library or wheel instead; an address works too, and a mirror's that ends in a slash
  --sha256 HEX   what that archive must have
  --status       try what is installed and say what it is
  --remove       delete everything this has made (pip and npm keep their own caches)
  --help         this text`;

const native = nativeFolder({ root, data: root }); // a checkout that cannot be written to has no node_modules either
const places = placesIn(native);
const { engine } = places;
const lock = join(native, '.lock');
const say = (line: string): void => console.log(line);
const spawn = forkNative(placesFrom(join(root, 'src', 'main', 'node')));
const attempt = (folder: string): Promise<NativeReport> => probeNative(spawn.probe, folder);

function options(): { from?: string; sha256?: string; status?: boolean; remove?: boolean; help?: boolean } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const { values } = parseArgs({ options: { from: text, sha256: text, status: flag, remove: flag, help: flag } });
    if (values.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(values.sha256))
      throw new TypeError('--sha256 takes 64 hexadecimal digits.');
    return values.from === undefined || isAddress(values.from)
      ? values
      : { ...values, from: resolve(here, values.from) };
  } catch (error) {
    throw new Stop(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

function show(refused: readonly Refused[] = []): void {
  const manifest = readManifest(engine);
  if (manifest) say(tableOf(rowsOf(manifest, relative(here, engine) || engine, refused)));
}

async function status(): Promise<number> {
  if (!existsSync(engine)) {
    say('TensorFlow is not installed here; “npm run engine:native” fetches it. The lab’s own engine works without it.');
    return 1;
  }
  const report = await attempt(engine);
  say(report.sentence);
  const flaw = flawOf(engine, platform);
  if (flaw) say(`But ${flaw}: “npm run engine:native” makes it anew.`);
  show();
  return report.state === 'ok' && !flaw ? 0 : 1;
}

function remove(): number {
  if (isTaken(lock)) throw new Stop('Another Goldilocks is installing it just now. Wait until that is done.');
  const there = existsSync(native);
  try {
    rmSync(native, { recursive: true, force: true });
  } catch (error) {
    throw new Stop(
      `${native} could not be deleted (${error instanceof Error ? error.message : String(error)}). Close the lab and try again.`,
    );
  }
  say(there ? 'The native engine is removed.' : 'There was no native engine.');
  return 0;
}

/** A terminal as who asked: lines, a bar while bytes are counted, Ctrl-C to call it off. */
function terminal(): Asker {
  const { update, end } = bar();
  const calledOff = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => calledOff.abort(new Stop('Called off. What was fetched is kept.')));
  return {
    tell(phase, done, total) {
      if (phase !== 'fetching') end();
      else if (done !== undefined) update(done, total);
    },
    say(line) {
      end();
      say(line);
    },
    attempt,
    signal: calledOff.signal,
  };
}

/** One sentence of the lab's. Its words are compiled only where one is needed: that takes seconds. */
async function told(error: LabError): Promise<Stop> {
  await (await import('../words.mjs')).compileWords();
  return new Stop((await import('../../src/core/words/errors.ts')).errorSentence(error));
}

entry(async () => {
  const { from, sha256, ...values } = options();
  if (values.help) {
    say(help);
    return 0;
  }
  if (values.status) return status();
  if (values.remove) return remove();

  const began = performance.now();
  const sources = sourcesFor(platform, from, sha256);
  const installed = (): boolean =>
    flawOf(engine, platform) === null && (!from || readManifest(engine)?.source.title === sources[0]?.title);
  if (installed()) {
    say('The native engine is already there.');
    show();
    return 0;
  }
  mkdirSync(native, { recursive: true });
  const asker = terminal();
  const waiting = (): void => console.error(`Waiting for another process, which installs here (its lock: ${lock}) …`);
  await alone(lock, { signal: asker.signal, waiting }, async () => {
    if (installed()) return; // somebody else made it while we waited
    const refused = await install(sources, places, asker);
    say(`The native engine is installed (${seconds(began)}).`);
    show(refused);
  }).catch(async (error: unknown) => {
    throw error instanceof LabError ? await told(error) : error;
  });
  return 0;
});
