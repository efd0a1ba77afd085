// Finds the Electron runtime, or fetches it. (The npm package carries no runtime and has no install hook.)
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { labNode } from './install.mjs';
import { binOf, root, run } from './run.mjs';

const folder = join(root, 'node_modules', 'electron');
const failure = join(root, 'node_modules', '.cache', 'electron-unreachable');
const day = 24 * 3600 * 1000;
const mirrorNames = ['npm_config_electron_mirror', 'ELECTRON_MIRROR'];

/** @returns {string | undefined} the path of the Electron program, if it is installed */
export function findElectron() {
  const name = join(folder, 'path.txt');
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']; // as electron's own index.js reads it
  if (!override && !existsSync(name)) return undefined;
  const program = join(override ?? join(folder, 'dist'), existsSync(name) ? readFileSync(name, 'utf8') : 'electron');
  return existsSync(program) ? program : undefined;
}

/** Whether a window could be opened at all. */
export const hasDisplay = () => process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

/** Whether the runtime's server answers; a few seconds decide, so that a machine offline need not wait for a download. */
async function reachable() {
  const mirror = mirrorNames.map((name) => env[name]).find(Boolean) ?? 'https://github.com/electron/electron/releases/';
  // A child, because only a newer Node follows the proxy settings of the environment, and only if asked at its start.
  const probe = `fetch(process.argv[1], { method: 'HEAD', redirect: 'manual' }).then((r) => process.exit(r.status < 400 ? 0 : 1), () => process.exit(1))`;
  const { code } = await run(labNode(), ['-e', probe, mirror], {
    env: { ...env, NODE_USE_ENV_PROXY: '1' },
    timeout: 4000,
  });
  return code === 0;
}

/**
 * The Electron program, fetched if need be. A failure is remembered for a day, so that the next start does not wait again.
 * @param {(line: string) => void} say @param {boolean} [insist] try again in spite of a remembered failure
 * @returns {Promise<string | undefined>}
 */
export async function ensureElectron(say, insist = false) {
  const found = findElectron();
  if (found) return found;
  if (!insist && existsSync(failure) && Date.now() - statSync(failure).mtimeMs < day) return undefined;
  if (await reachable()) {
    say('Fetching the Electron runtime (about 110 MB, once) …');
    await run(labNode(), [binOf('electron', 'install-electron')], { timeout: 10 * 60 * 1000 });
  }
  const program = findElectron();
  if (program) rmSync(failure, { force: true });
  else {
    try {
      mkdirSync(dirname(failure), { recursive: true });
      writeFileSync(failure, '');
    } catch {
      // installed by somebody else for us to use: then the next start asks again
    }
  }
  return program;
}
