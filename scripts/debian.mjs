// What a Debian has and this one lacks: the tests install it where they may.
import { existsSync, readFileSync } from 'node:fs';
import { run } from './run.mjs';

/** @param {string} file */
const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Whether packages of Debian can be installed. (Ubuntu's chromium is a snap, no package.) */
export const isOurDebian = () => process.getuid?.() === 0 && /^ID=debian$/m.test(textOf('/etc/os-release'));

/** @param {string[]} packages */
export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
}
