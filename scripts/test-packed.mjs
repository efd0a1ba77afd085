// `npm run test:packed`: packs the program and tests it as it is handed out: what is in it, and that it starts and trains.
// `-- --dist` tests what `npm run pack` has left in dist/, on the Electron that is handed out.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { forget, packForTests } from './pack/for-tests.mjs';
import { sbomFile, writeNotices, writeSbom } from './pack/shipped.mjs';
import { binOf, entry, root, run, Stop } from './run.mjs';
import { ensureLibraries, ensureRuntime } from './test-electron/index.mjs';
import { startDisplay } from './test-electron/display.mjs';

/** @param {string[]} paths */
const there = (...paths) => [join(root, 'dist', ...paths)].find((path) => existsSync(path));

/** @param {RegExp} pattern */
const made = (pattern) => {
  const name = readdirSync(join(root, 'dist')).find((file) => pattern.test(file));
  return name && there(name);
};

/** What `npm run pack` has left for this system. @returns {import('./pack/for-tests.mjs').Packed} @throws Stop */
function inDist() {
  const folder = there(`${process.platform === 'win32' ? 'win' : 'linux'}-unpacked`) ?? '';
  const app = there(process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Goldilocks.app', 'Contents') ?? '';
  const packed = {
    linux: { program: join(folder, 'goldilocks'), resources: join(folder, 'resources') },
    win32: { program: join(folder, 'Goldilocks.exe'), resources: join(folder, 'resources') },
    darwin: { program: join(app, 'MacOS', 'Goldilocks'), resources: join(app, 'Resources') },
  }[process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'];
  if (!existsSync(packed.program)) throw new Stop('There is nothing in dist/: `npm run pack` fills it.');
  const installers = process.platform === 'linux' ? { deb: made(/\.deb$/), appImage: made(/\.AppImage$/) } : {};
  return { ...packed, ...installers };
}

/** @param {(line: string) => void} say @param {boolean} [dist] @returns {Promise<number>} the exit code */
export async function testPacked(say, dist = false) {
  if (!dist) {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      say(
        'Packed program: left out, the Electron of the tests is for Linux on x64. `npm run pack` and `-- --dist` test the real one.',
      );
      return 0;
    }
    writeNotices();
    await writeSbom(sbomFile);
  }
  try {
    if (!dist) await ensureRuntime(say).then(ensureLibraries);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(`Packed program: left out, Electron is not here: ${error.message}.`);
    return 0;
  }
  const packed = dist ? inDist() : await packForTests(say);
  const display = await startDisplay();
  if (process.platform === 'linux' && !display) throw new Stop('There is no display and no Xvfb.');
  const env = { ...labEnv(), ...(display && { DISPLAY: display }), TEST_PACKED: JSON.stringify(packed) };
  const playwright = binOf('@playwright/test', 'playwright');
  const { code } = await run(labNode(), [playwright, 'test'], { env, stdio: 'inherit' });
  if (!dist && code === 0) forget();
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (/** @type {string} */ line) => console.log(line);
  entry(async () => {
    await ensureInstalled(say);
    await ensureBuilt(say);
    return testPacked(say, process.argv.includes('--dist'));
  });
}
