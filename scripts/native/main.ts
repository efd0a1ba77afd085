// `npm run engine:native`, on the lab's Node (scripts/engine-native.mjs starts it).
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { probeNative } from '../../src/trainer/native/try.ts';
import { alone } from '../lock.mjs';
import { entry, here, seconds, Stop } from '../run.mjs';
import { install, type Refused } from './install.ts';
import { flawOf, readManifest } from './manifest.ts';
import { places, platform, probe } from './places.ts';
import { sourcesFor } from './sources.ts';
import { rowsOf, tableOf } from './table.ts';

const help = `npm run engine:native [-- options]

Installs TensorFlow as the second engine: its C library from the official download or, where that refuses, from PyPI by pip;
tfjs-node's binding compiled against it; and a self-test in a process of its own. The lab works without it.

  --from FILE    this archive of the C library or wheel instead; an address works too, and a mirror's that ends in a slash
  --sha256 HEX   what that archive must have
  --status       try what is installed and say what it is
  --remove       delete everything this has made (pip and npm keep their own caches)
  --help         this text`;

const { engine, native } = places;
const say = (line: string): void => console.log(line);

function options(): { from?: string; sha256?: string; status?: boolean; remove?: boolean; help?: boolean } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const { values } = parseArgs({ options: { from: text, sha256: text, status: flag, remove: flag, help: flag } });
    if (values.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(values.sha256))
      throw new TypeError('--sha256 takes 64 hexadecimal digits.');
    return { ...values };
  } catch (error) {
    throw new Stop(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

function show(refused: readonly Refused[] = []): void {
  const manifest = readManifest(engine);
  if (manifest) say(tableOf(rowsOf(manifest, relative(here, engine) || engine, refused)));
}

async function status(): Promise<number> {
  const report = await probeNative(probe, engine);
  say(report.sentence);
  const flaw = flawOf(engine, platform);
  if (report.state !== 'absent') {
    if (flaw) say(`But ${flaw}: “npm run engine:native” makes it anew.`);
    show();
  }
  return report.state === 'ok' && !flaw ? 0 : 1;
}

function remove(): number {
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
  await alone(
    async () => {
      if (installed()) return; // somebody else made it while we waited
      const refused = await install(sources, places, say);
      say(`The native engine is installed (${seconds(began)}).`);
      show(refused);
    },
    join(native, '.lock'),
  );
  return 0;
});
