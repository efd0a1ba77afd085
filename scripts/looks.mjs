// `npm run looks`: pictures of every view in test-results/screens, to be looked at; it fails where something is cut or overlaps.
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { binOf, entry, run } from './run.mjs';

/** @param {string} line */
const say = (line) => console.log(line);

entry(async () => {
  await ensureInstalled(say);
  await ensureBuilt(say);
  const env = { ...labEnv(), CHROMIUM_PATH: await ensureBrowser(say), LOOKS: '1' };
  const { code } = await run(labNode(), [binOf('@playwright/test', 'playwright'), 'test', ...process.argv.slice(2)], {
    env,
    stdio: 'inherit',
  });
  return code;
});
