import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallPhase } from '../../core/contract/native.ts';
import { LabError } from '../../core/errors.ts';
import { assemble, sizesIn } from './assemble.ts';
import { compile } from './binding.ts';
import { writeManifest, type Manifest } from './manifest.ts';
import type { NativeReport } from './messages.ts';
import { obtain, orDiscard } from './obtain.ts';
import { fetchPackages, packageIn } from './packages.ts';
import { recipe, roomNeeded } from './pins.ts';
import { platform, type Places } from './places.ts';
import type { Source } from './sources.ts';
import { findCompiler, findNpm, type Tool } from './tools.ts';
import { libraryIn, unpack, type Library } from './unpack.ts';

/** A source that was tried and did not do. */
export interface Refused {
  title: string;
  reason: string;
}

/** Who asked for an installation. */
export interface Asker {
  /** Is told how far it is, in bytes where they are counted. */
  tell: (phase: InstallPhase, done?: number, total?: number) => void;
  /** Is told in lines what was done. */
  say: (line: string) => void;
  /** Tries an engine in a process of its own. */
  attempt: (folder: string) => Promise<NativeReport>;
  /** Calls it off. */
  signal: AbortSignal;
}

interface Tools {
  compiler: Tool;
  npm: Tool;
}

/**
 * Makes the native engine from the first source that works, self-test included. Nothing shows in `engine` before all of it is
 * there and has computed right numbers; an older one stays until then. What was fetched of an archive is kept where it does not
 * come to that, everything else goes.
 * @returns what was refused before
 * @throws LabError engine-nowhere, engine-room, engine-tools, engine-failed; the signal's reason
 */
export async function install(sources: Source[], places: Places, asker: Asker): Promise<Refused[]> {
  if (sources.length === 0) throw new LabError('engine-nowhere', { platform });
  const { work } = places;
  mkdirSync(work, { recursive: true });
  const refused: Refused[] = [];
  try {
    const room = spaceIn(places.native);
    if (room < roomNeeded) throw new LabError('engine-room', { needed: gigabytes(roomNeeded), room: gigabytes(room) });
    const tools = await toolsHere();
    for (const source of sources) {
      asker.say(`TensorFlow's C library: trying ${source.title} …`);
      try {
        await make(source, tools, places, asker);
        rmSync(work, { recursive: true, force: true });
        return refused;
      } catch (error) {
        asker.signal.throwIfAborted();
        const reason = error instanceof Error ? error.message : String(error);
        asker.say(`  no: ${reason}`);
        refused.push({ title: source.title, reason });
      }
    }
  } finally {
    tidy(places);
  }
  throw new LabError('engine-failed', {
    given: sources[0]?.kind === 'given' ? 1 : 0,
    reasons: refused.map(({ title, reason }) => `${title}: ${reason}`).join('; '),
  });
}

/** @throws LabError engine-tools */
async function toolsHere(): Promise<Tools> {
  const [compiler, npm] = await Promise.all([findCompiler(), findNpm()]);
  if (compiler && npm) return { compiler, npm };
  throw new LabError('engine-tools', { compiler: compiler ? 1 : 0, npm: npm ? 1 : 0, system: process.platform });
}

/** All steps for one source. @throws Error with one clause why not */
async function make(source: Source, { compiler, npm }: Tools, places: Places, asker: Asker): Promise<void> {
  const { signal, tell, say, attempt } = asker;
  const { unpacked, packages, made } = partsOf(places);
  let began = performance.now();
  const done = (what: string): void => {
    say(`  ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    began = performance.now();
  };
  tell('fetching');
  const update = (have: number, total?: number): void => tell('fetching', have, total);
  const { file, sha256, checked } = await obtain(source, places.work, update, signal);
  done(`have ${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}`);
  signal.throwIfAborted();
  tell('unpacking');
  const unpackIt = async (): Promise<Library> => {
    await unpack(file, unpacked, signal);
    return libraryIn(unpacked);
  };
  const found = await (file.startsWith(places.work) ? orDiscard(file, unpackIt, signal) : unpackIt());
  done('unpacked');
  tell('packages');
  await fetchPackages(npm, packages, signal);
  done('have tfjs-node');
  tell('compiling');
  const library = assemble(made, found, packages);
  const lib = join(made, 'lib');
  const [tfjsNode, headers] = [packageIn(packages, '@tensorflow/tfjs-node'), packageIn(packages, 'node-api-headers')];
  await compile(compiler, library, tfjsNode, headers, join(lib, 'tfjs_binding.node'), signal);
  done('binding compiled');
  tell('testing');
  const report = await attempt(made);
  signal.throwIfAborted();
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

/** What is half done, in the work folder. */
const partsOf = ({ work }: Places): Record<'unpacked' | 'packages' | 'made' | 'old', string> => ({
  unpacked: join(work, 'unpacked'),
  packages: join(work, 'packages'),
  made: join(work, 'engine'),
  old: join(work, 'old'),
});

/** Swaps the new engine in; the old one goes to the work folder, whose removal clears it away. */
function putInPlace(made: string, places: Places): void {
  const { old } = partsOf(places);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(places.engine)) renameSync(places.engine, old);
  renameSync(made, places.engine);
}

/** Leaves of an installation what was fetched, to go on from, and nothing where that is nothing. */
function tidy(places: Places): void {
  for (const part of Object.values(partsOf(places))) rmSync(part, { recursive: true, force: true });
  if (!existsSync(places.work)) return;
  // a folder for each source, in which there may be nothing
  const sources = readdirSync(places.work).map((name) => join(places.work, name));
  for (const folder of [...sources, places.work])
    if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}

/** Free bytes on a folder's disk for somebody who is not root. */
function spaceIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
