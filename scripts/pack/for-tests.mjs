// The packed program on the Electron of the tests, with nothing fetched but that: the same steps as for a release, on another
// runtime and with another tool for the deb.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { binOf, root, run, seconds, Stop } from '../run.mjs';
import { labEnv, labNode } from '../install.mjs';
import { ensureRuntime, runtimeFolder, sqlite } from '../test-electron/index.mjs';
import { version } from '../test-electron/runtime.mjs';

/** Where a normal user can read it, as the app of the end-to-end tests. */
const folder = join(dirname(runtimeFolder), `packed-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);

/** Half a gigabyte that nobody needs after the tests. */
export const forget = () => rmSync(folder, { recursive: true, force: true });

/** better-sqlite3 for the runtime; in the project, since electron-builder takes nothing from a system's folders. */
const binaries = join(root, 'node_modules', '.cache', 'packed-sqlite');

/** Files of the runtime that are no part of an Electron. */
const foreign = ['electron-as-user', 'browser_v8_context_snapshot.bin', 'resources'];

/**
 * What is to be tested: the folder's program and where its archive lies, and what was made of the folder.
 * @typedef {{ program: string, resources: string, deb?: string | undefined, appImage?: string | undefined }} Packed
 */

/** @param {(line: string) => void} say @returns {Promise<Packed>} @throws Stop */
export async function packForTests(say) {
  await ensureRuntime(say);
  forget();
  const electron = join(folder, 'electron');
  cpSync(runtimeFolder, electron, {
    recursive: true,
    filter: (path) => !foreign.includes(path.slice(runtimeFolder.length + 1)),
  });
  mkdirSync(join(electron, 'resources'));
  cpSync(sqlite, join(binaries, 'linux-x64.node'));
  const unpacked = join(folder, 'linux-unpacked');
  await timed(say, `the folder, on Electron ${version}`, () => builder(['--dir']));
  rmSync(electron, { recursive: true });

  /** @type {Packed} */
  const packed = { program: join(unpacked, 'goldilocks'), resources: join(unpacked, 'resources') };
  const from = ['--prepackaged', unpacked, '--linux'];
  if ((await run('which', ['dpkg-deb'])).code === 0) {
    await timed(say, 'the deb, with dpkg-deb where the release has fpm', () => builder([...from, 'deb']));
    packed.deb = only('.deb');
  } else say('No deb: there is no dpkg-deb.');
  if (process.env['APPIMAGE_TOOLS_PATH']) {
    await timed(say, 'the AppImage, with the tools of APPIMAGE_TOOLS_PATH', () => builder([...from, 'AppImage']));
    packed.appImage = only('.AppImage');
  } else say('No AppImage: APPIMAGE_TOOLS_PATH names no tools (see docs/decisions/0026).');
  return packed;
}

/** @param {string} ending */
function only(ending) {
  const [name, ...more] = readdirSync(folder).filter((file) => file.endsWith(ending));
  if (!name || more.length > 0) throw new Stop(`One ${ending} was to be made.`);
  return join(folder, name);
}

/** @param {(line: string) => void} say @param {string} what @param {() => Promise<void>} work */
async function timed(say, what, work) {
  const began = performance.now();
  await work();
  say(`Packed ${what}, in ${seconds(began)}.`);
}

/** @param {string[]} args @throws Stop */
async function builder(args) {
  const env = {
    CUSTOM_FPM_PATH: join(root, 'scripts', 'pack', 'fpm.mjs'),
    ...labEnv(),
    PACK_ELECTRON: join(folder, 'electron'),
    PACK_ELECTRON_VERSION: version,
    PACK_SQLITE: binaries,
    PACK_TO: folder,
  };
  const config = ['--publish', 'never', '--config', 'scripts/pack/test-runtime.mjs'];
  const { code, output } = await run(labNode(), [binOf('electron-builder'), ...args, ...config], { env });
  if (code !== 0) throw new Stop(`${output.trim()}\n\nelectron-builder failed (exit ${code}).`);
}
