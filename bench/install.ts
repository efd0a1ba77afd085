// Brings bench/node_modules to what bench/package-lock.json says, and bench/.venv, when asked, to what peers/requirements.txt says: only
// the comparison with peers needs them, `npm test` never does.
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { labEnv } from '../scripts/install.mjs';
import { alone } from '../scripts/lock.mjs';
import { run, seconds } from '../scripts/run.mjs';

const here = import.meta.dirname;

const versionsIn = (file: string): Map<string, string | undefined> => {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { version?: string }> };
  return new Map(Object.entries(packages).map(([path, { version }]) => [path, version]));
};

/** npm writes its own copy of the lockfile last, so an install that was broken off shows. */
function installed(): boolean {
  const record = join(here, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const have = versionsIn(record);
  return [...versionsIn(join(here, 'package-lock.json'))].every(
    ([path, version]) => path === '' || have.get(path) === version,
  );
}

/** Whether the peers from npm are there now. Offline they are not, and that is no mistake. */
export async function ensurePeers(say: (line: string) => void): Promise<boolean> {
  await alone(async () => {
    if (installed()) return;
    const began = performance.now();
    say('Installing the peers into bench/node_modules (once) …');
    const npm = process.env['npm_execpath'];
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];
    const options = { cwd: here, env: labEnv(), signal: AbortSignal.timeout(300_000) };
    const { code, output } = await (
      npm?.endsWith('.js')
        ? run(process.execPath, [npm, ...args], options)
        : run('npm', args, { ...options, shell: process.platform === 'win32' })
    ).catch((error: unknown) => ({ code: 1, output: String(error) }));
    say(code === 0 ? `Installed in ${seconds(began)}.` : `The peers could not be installed:\n${output.trim()}`);
  });
  return installed();
}

const requirements = join(here, 'peers/requirements.txt');
const venv = join(here, '.venv');
const venvPython = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
/** A copy of the requirements, written last, so an install that was broken off or is of another day shows. */
const venvRecord = join(venv, 'requirements.txt');

/** The Python that has JAX and the newest PyTorch, if they were installed. */
export function peerPython(): string | undefined {
  const isThere = existsSync(venvPython) && existsSync(venvRecord);
  return isThere && readFileSync(venvRecord, 'utf8') === readFileSync(requirements, 'utf8') ? venvPython : undefined;
}

/**
 * Installs the peers from Python's registry, some 3 GB: never unasked.
 * @returns whether they are there now
 */
export async function installPython(say: (line: string) => void): Promise<boolean> {
  await alone(async () => {
    if (peerPython() !== undefined) return;
    const began = performance.now();
    say('Installing JAX and PyTorch into bench/.venv (once; some 3 GB to fetch, 5 GB on disk) …');
    rmSync(venvRecord, { force: true });
    const options = { signal: AbortSignal.timeout(1_800_000) };
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements];
    for (const [command, args] of [
      ['python3', ['-m', 'venv', '--clear', venv]],
      [venvPython, pip],
    ] as const) {
      const { code, output } = await run(command, [...args], options).catch((error: unknown) => ({
        code: 1,
        output: String(error),
      }));
      if (code === 0) continue;
      say(`They could not be installed (Debian: python3-venv is needed):\n${output.trim()}`);
      return;
    }
    copyFileSync(requirements, venvRecord);
    say(`Installed in ${seconds(began)}.`);
  });
  return peerPython() !== undefined;
}
