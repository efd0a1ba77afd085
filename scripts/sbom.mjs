// `npm run sbom`: the bill of materials of what is shipped, CycloneDX in JSON. Builds what is stale first: the bundles say which
// packages they have something of.
import { relative } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { sbomFile, writeSbom } from './pack/shipped.mjs';
import { entry, root } from './run.mjs';

entry(async () => {
  const say = (/** @type {string} */ line) => console.log(line);
  await ensureInstalled(say);
  await ensureBuilt(say);
  await writeSbom(sbomFile);
  say(`${relative(root, sbomFile)} lists what is shipped.`);
  return 0;
});
