// `npm run bench`: builds what is stale, then measures the lab as it is built.
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { entry, root, run } from './run.mjs';

/** @param {string} line */
const say = (line) => console.log(line);

entry(async () => {
  await ensureInstalled(say);
  await ensureBuilt(say);
  const env = { ...labEnv(), CHROMIUM_PATH: await ensureBrowser(say) };
  return (await run(labNode(), [join(root, 'bench/spine.ts')], { env, stdio: 'inherit' })).code;
});
