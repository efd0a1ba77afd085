// Brings a browser for the tests where none is found.
import { existsSync } from 'node:fs';
import { aptInstall, isOurDebian } from './debian.mjs';
import { labEnv, labNode } from './install.mjs';
import { binOf, root, run, Stop } from './run.mjs';

/** The browser that is there. A child, because only the lab's Node reads TypeScript. */
async function findChromium() {
  const source = `import { findChromium } from './src/main/node/chromium.ts'; console.log(findChromium() ?? '')`;
  return (await run(labNode(), ['--input-type=module', '-e', source], { cwd: root })).output.trim();
}

/** The browser Playwright itself brings. @param {'path' | 'install'} want */
const playwrights = (want) =>
  want === 'path'
    ? run(labNode(), ['-p', `require('playwright').chromium.executablePath()`])
    : run(labNode(), [binOf('playwright'), 'install', 'chromium'], { env: labEnv(), stdio: 'inherit' });

/**
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the path of a Chromium, Chrome or Edge
 */
export async function ensureBrowser(say) {
  const found = await findChromium();
  if (found) return found;
  if (isOurDebian()) {
    say('Installing a browser for the tests (apt-get install chromium) …');
    await aptInstall(['chromium']);
    const installed = await findChromium();
    if (installed) return installed;
  }
  const path = async () => (await playwrights('path')).output.trim();
  if (!existsSync(await path())) {
    say('Fetching a browser for the tests (playwright install chromium) …');
    await playwrights('install');
  }
  const fetched = await path();
  if (existsSync(fetched)) return fetched;
  throw new Stop(
    'The tests need Chrome, Chromium or Edge: none was found or could be installed. CHROMIUM_PATH may name one.',
  );
}
