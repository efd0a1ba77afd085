// `npm run e2e`: the end-to-end tests on both hosts, with all they need; arguments are Playwright's.
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { binOf, entry, run } from './run.mjs';
import { electronForTests } from './test-electron/index.mjs';

/** @param {(line: string) => void} say @param {string[]} args @param {Record<string, string>} [more] environment @returns {Promise<number>} the exit code */
export async function e2e(say, args, more = {}) {
  const electron = await electronForTests(say);
  const env = { ...labEnv(), CHROMIUM_PATH: await ensureBrowser(say), ...electron, ...more };
  return (await run(labNode(), [binOf('@playwright/test', 'playwright'), 'test', ...args], { env, stdio: 'inherit' }))
    .code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (/** @type {string} */ line) => console.log(line);
  entry(async () => {
    await ensureInstalled(say);
    await ensureBuilt(say);
    const args = process.argv.slice(2);
    return e2e(say, args, args.length > 0 ? { TEST_ALL: '1' } : {}); // what is named is run, on whichever host
  });
}
