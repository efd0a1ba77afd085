import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './fetch.ts';
import type { Wheel } from './pins.ts';
import { run } from './run.ts';
import { findPip } from './tools.ts';

/**
 * Fetches a wheel from PyPI, or from whatever mirror pip is set up for, into `folder`. pip compares its hash, goes on after a
 * break where it is new enough (25.1), and keeps a copy in its own cache, from which a second time takes seconds.
 * @throws Error with one clause why not, or the signal's reason
 */
export async function fetchWheel(wheel: Wheel, folder: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const pip = await findPip();
  if (!pip) throw new Error('there is no pip (on Debian and Ubuntu: “sudo apt install python3-pip”)');
  const temporary = join(folder, 'pip');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const requirements = join(temporary, 'requirements.txt');
  writeFileSync(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  let most = 0; // in the end pip moves it elsewhere
  const watch = setInterval(() => {
    most = Math.max(most, bytesUnder(temporary));
    progress(most, wheel.size);
  }, 200);
  try {
    const { code, output } = await run(
      pip.command,
      [...pip.args, 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes']
        .concat('--disable-pip-version-check', '--no-input', '--retries', '2', '--timeout', '15')
        .concat('--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--platform', wheel.tag)
        .concat('--dest', folder, '--requirement', requirements),
      { env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary }, signal }, // so that we can watch it grow
    );
    if (code !== 0) throw new Error(pipReason(output));
  } finally {
    clearInterval(watch);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** What pip's many lines come to. */
export function pipReason(output: string): string {
  if (/DO NOT MATCH THE HASHES/i.test(output)) return 'the file that came has another hash than it should';
  if (/No space left/i.test(output)) return 'the disk is full';
  if (/NewConnectionError|NameResolutionError|Max retries|ConnectTimeout|ProxyError|Read timed out/i.test(output))
    return 'pip cannot reach PyPI';
  const error = output.split('\n').findLast((line) => line.startsWith('ERROR:'));
  return `pip says: ${(error ?? output.trim()).replace(/^ERROR:\s*/, '').slice(0, 200) || 'nothing'}`;
}

/** What pip has written so far. A file may vanish while we look. */
function bytesUnder(folder: string): number {
  try {
    const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
    return Math.max(0, ...sizes); // the wheel itself is by far the largest
  } catch {
    return 0;
  }
}
