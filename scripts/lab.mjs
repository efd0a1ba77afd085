// `npm run -s lab -- …`: the command line of the lab, installed and built first. Speaks of that on stderr only.
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, labNode } from './install.mjs';
import { entry, foreground, root } from './run.mjs';

entry(async () => {
  const say = (/** @type {string} */ line) => console.error(line);
  await ensureInstalled(say);
  await ensureBuilt(say);
  return foreground(labNode(), ['--enable-source-maps', join(root, 'out/main/cli.js'), ...process.argv.slice(2)]);
});
