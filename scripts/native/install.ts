import { existsSync, mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { probeNative } from '../../src/trainer/native/try.ts';
import { seconds, Stop } from '../run.mjs';
import { assemble, sizesIn } from './assemble.ts';
import { compile } from './binding.ts';
import { writeManifest, type Manifest } from './manifest.ts';
import { obtain, orDiscard } from './obtain.ts';
import { fetchPackages, packageIn } from './packages.ts';
import { recipe, roomNeeded } from './pins.ts';
import { platform, probe, type Places } from './places.ts';
import type { Source } from './sources.ts';
import { compilerRemedy, findCompiler, type Tool } from './tools.ts';
import { libraryIn, unpack, type Library } from './unpack.ts';

/** A source that was tried and did not do. */
export interface Refused {
  title: string;
  reason: string;
}

/**
 * Makes the native engine from the first source that works, self-test included. Nothing shows in `engine` before all of it is
 * there and has computed right numbers; an older one stays until then.
 * @returns what was refused before
 * @throws Stop when none works or something is missing on this machine
 */
export async function install(sources: Source[], places: Places, say: (line: string) => void): Promise<Refused[]> {
  if (sources.length === 0)
    throw new Stop(
      `For ${platform} nobody publishes TensorFlow's C library; the lab's own engine works without it. “--from FILE” takes one you have.`,
    );
  mkdirSync(places.work, { recursive: true });
  const room = spaceIn(places.native);
  if (room < roomNeeded)
    throw new Stop(
      `This needs ${(roomNeeded / 1e9).toFixed(1)} GB of free disk while it works (0.6 GB afterwards) and there are ${(room / 1e9).toFixed(1)} GB. Free some and run it again.`,
    );
  const compiler = await findCompiler();
  if (!compiler) throw new Stop(`There is no C++ compiler: ${compilerRemedy}, then run “npm run engine:native” again.`);

  const refused: Refused[] = [];
  for (const source of sources) {
    say(`TensorFlow's C library: trying ${source.title} …`);
    try {
      await make(source, compiler, places, say);
      rmSync(places.work, { recursive: true, force: true });
      return refused;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`  no: ${reason}`);
      refused.push({ title: source.title, reason });
    }
  }
  const remedy =
    sources[0]?.kind === 'given'
      ? 'Name another one, or leave --from out.'
      : 'Run it again when the network is back (what was fetched is kept), or give a file or a mirror: “npm run engine:native -- --from FILE_OR_URL”.';
  const reasons = refused.map(({ title, reason }) => `  ${title}: ${reason}`).join('\n');
  throw new Stop(`The native engine could not be installed:\n${reasons}\nThe lab works without it. ${remedy}`);
}

/** All steps for one source. @throws Error with one clause why not */
async function make(source: Source, compiler: Tool, places: Places, say: (line: string) => void): Promise<void> {
  const { work } = places;
  let began = performance.now();
  const done = (what: string): void => {
    say(`  ${what} (${seconds(began)})`);
    began = performance.now();
  };
  const { file, sha256, checked } = await obtain(source, work);
  done(`have ${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}`);
  const unpacked = join(work, 'unpacked');
  const unpackIt = async (): Promise<Library> => {
    await unpack(file, unpacked);
    return libraryIn(unpacked);
  };
  const found = await (file.startsWith(work) ? orDiscard(file, unpackIt) : unpackIt());
  done('unpacked');
  const packages = join(work, 'packages');
  await fetchPackages(packages);
  done('have tfjs-node');
  const made = join(work, 'engine');
  const library = assemble(made, found, packages);
  const lib = join(made, 'lib');
  const [tfjsNode, headers] = [packageIn(packages, '@tensorflow/tfjs-node'), packageIn(packages, 'node-api-headers')];
  await compile(compiler, library, tfjsNode, headers, join(lib, 'tfjs_binding.node'));
  done('binding compiled');
  const report = await probeNative(probe, made);
  if (report.state !== 'ok') throw new Error(`self-test: ${report.sentence.split('. ', 1)[0] ?? ''}`);
  done('self-test passed');
  const manifest: Manifest = {
    recipe,
    platform,
    made: new Date().toISOString(),
    tensorflow: report.version,
    source: { title: source.title, sha256, checked },
    compiler: compiler.version,
    selfTest: { worst: report.worst, ms: report.ms },
    files: sizesIn(lib),
  };
  writeManifest(made, manifest);
  putInPlace(made, places);
}

/** Swaps the new engine in; the old one goes to the work folder, whose removal clears it away. */
function putInPlace(made: string, { engine, work }: Places): void {
  const old = join(work, 'old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(engine)) renameSync(engine, old);
  renameSync(made, engine);
}

/** Free bytes on a folder's disk for somebody who is not root. */
function spaceIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
