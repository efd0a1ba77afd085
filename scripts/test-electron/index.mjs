// Everything the `electron` project of the e2e tests needs. See docs/decisions/0025.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, isOurDebian } from '../debian.mjs';
import { findElectron } from '../electron.mjs';
import { alone } from '../lock.mjs';
import { root, run, seconds, Stop } from '../run.mjs';
import { startDisplay } from './display.mjs';
import { fetchRuntime, isRuntime, version } from './runtime.mjs';
import { compileSqlite } from './sqlite.mjs';

const isRoot = process.getuid?.() === 0;
// A normal user must be able to read it, hence not /root.
const cache = isRoot
  ? '/var/cache/goldilocks-tests'
  : join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'goldilocks-tests');

/** Electron's own files for tests and packages. */
export const runtimeFolder = join(cache, `electron-${version}`);
const sqliteVersion = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies['better-sqlite3'];
/** better-sqlite3 for it. */
export const sqlite = join(cache, `better-sqlite3-${sqliteVersion}-napi8.node`);
/** The app as it is built here, with a better-sqlite3 that fits the runtime: the users' copy stays as it is. */
const app = join(cache, `app-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);

/** Fetches and compiles what is missing of the test runtime. @param {(line: string) => void} say @throws Stop where it cannot be had */
export async function ensureRuntime(say) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Stop('its runtime is for Linux on x64 only');
  const began = performance.now();
  mkdirSync(cache, { recursive: true });
  await alone(
    async () => {
      if (isRuntime(runtimeFolder) && existsSync(sqlite)) return;
      say(`Electron ${version} for the tests is fetched and better-sqlite3 compiled for it (196 MB, once) …`);
      await Promise.all([
        isRuntime(runtimeFolder) || fetchRuntime(runtimeFolder),
        existsSync(sqlite) || compileSqlite(sqlite),
      ]);
      say(`Electron ${version} is there after ${seconds(began)}.`);
    },
    join(cache, '.lock'),
  );
}

/** Xvfb and the libraries Electron is linked with. @throws Stop */
export async function ensureLibraries() {
  const missing = async () =>
    (await run('ldd', [join(runtimeFolder, 'electron')])).output.includes('not found') ||
    (await run('which', ['Xvfb', 'setpriv'])).code !== 0;
  if (isOurDebian() && (await missing()))
    await aptInstall(['xvfb', 'libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'libxss1', 'libxtst6']);
  if (await missing()) throw new Stop('Xvfb, setpriv or a library of its is missing (see ldd)');
}

/** The app as built, where a normal user can read it. @returns {string} its folder */
export function copyApp() {
  rmSync(app, { recursive: true, force: true });
  for (const name of ['out', 'resources', 'package.json'])
    cpSync(join(root, name), join(app, name), { recursive: true });
  const from = join(root, 'node_modules', 'better-sqlite3');
  const to = join(app, 'node_modules', 'better-sqlite3');
  for (const name of ['lib', 'package.json']) cpSync(join(from, name), join(to, name), { recursive: true });
  const zstd = join('node_modules', '@bokuweb', 'zstd-wasm');
  cpSync(join(root, zstd), join(app, zstd), { recursive: true });
  cpSync(sqlite, join(to, 'build', 'Release', 'better_sqlite3.node'));
  if (existsSync(join(root, 'native'))) symlinkSync(join(root, 'native'), join(app, 'native'));
  return app;
}

/**
 * What the `electron` project runs on: the pinned Electron where it is installed, else the test runtime.
 * @param {(line: string) => void} say
 * @returns {Promise<Record<string, string>>} the environment that e2e/lab.ts starts it by; empty where there is none
 */
export async function electronForTests(say) {
  try {
    const pinned = isRoot ? undefined : findElectron();
    if (!pinned) {
      await ensureRuntime(say);
      await ensureLibraries();
    }
    const display = await startDisplay();
    if (process.platform === 'linux' && !display) throw new Stop('there is no display and no Xvfb');
    return {
      ...(display && { DISPLAY: display }),
      ...(pinned
        ? { TEST_ELECTRON: pinned, TEST_ELECTRON_APP: root }
        : {
            TEST_ELECTRON: join(runtimeFolder, isRoot ? 'electron-as-user' : 'electron'),
            TEST_ELECTRON_APP: copyApp(),
          }),
    };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(`Electron: not here. Its tests are left out: ${error.message}.`);
    return {};
  }
}
