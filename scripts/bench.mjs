// `npm run bench`: builds what is stale, then measures the engine beside its peers, and the lab as it is built.
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
  for (const part of [
    'engine.ts',
    'growth.ts',
    'spine.ts',
    'recording.ts',
    'verify.ts',
    'sweep.ts',
    'network.ts',
    'compare.ts',
    'lessons.ts',
    'preview.ts',
    'opening.ts',
    'storage.ts',
    'runs.ts',
  ]) {
    const { code } = await run(labNode(), [join(root, 'bench', part)], { env, stdio: 'inherit' });
    if (code !== 0) return code;
  }
  return 0;
});
