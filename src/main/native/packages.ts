import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './manifest.ts';
import { npmPackages } from './pins.ts';
import { run } from './run.ts';
import { must, npmOptions, type Tool } from './tools.ts';

/** Where a package of `fetchPackages` lies. */
export const packageIn = (folder: string, name: (typeof npmPackages)[number]['name']): string => join(folder, name);

/**
 * Fetches the npm packages of pins.ts by `npm pack`, so through npm's own registry settings and cache, compares their hashes
 * and unpacks them under `folder`. No script of theirs is run.
 * @throws Error with one clause why not
 */
export async function fetchPackages(npm: Tool, folder: string, signal: AbortSignal): Promise<void> {
  for (const { name, version, integrity } of npmPackages) {
    const into = packageIn(folder, name);
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { recursive: true });
    const tarball = join(into, await pack(npm, `${name}@${version}`, into, signal));
    if (`sha512-${await digestOf(tarball, 'sha512', 'base64')}` !== integrity)
      throw new Error(`${name} ${version} came with another hash than it should`);
    await must('unpacking', 'tar', ['-xzf', tarball, '-C', into, '--strip-components=1'], { signal });
    rmSync(tarball);
  }
}

/** @returns the name of the file that npm wrote */
async function pack({ command, args }: Tool, what: string, into: string, signal: AbortSignal): Promise<string> {
  const asking = ['pack', what, '--pack-destination', '.', '--silent', '--fetch-retries=1', '--fetch-timeout=30000'];
  // it stands in the folder: Windows' shell would take a path with spaces apart
  const { code, output } = await run(command, [...args, ...asking], { ...npmOptions, cwd: into, signal });
  if (code !== 0) throw new Error(`npm cannot fetch ${what}`);
  return output.trim().split('\n').at(-1) ?? '';
}
