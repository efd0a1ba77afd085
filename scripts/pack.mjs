// `npm run pack`: the lab as a program of its own, for the system it is run on.
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { packForTests } from './pack/for-tests.mjs';
import { sbomFile, writeNotices, writeSbom } from './pack/shipped.mjs';
import { binOf, entry, root, run, Stop } from './run.mjs';

const help = `npm run pack [-- options]

Builds what is stale and packs it into dist/: the program as a folder to copy.

  --installers     what electron-builder.yml lists for this system, with SHA256SUMS and a bill of materials
  --test-runtime   on the Electron of the tests, offline: see docs/decisions/0026
  --help           this text`;

const dist = join(root, 'dist');
/** @param {string} line */
const say = (line) => console.log(line);

/** Writes the SHA-256 of all that is to be handed out. */
function writeSums() {
  const files = readdirSync(dist).filter((name) => /\.(exe|dmg|deb|AppImage|cdx\.json)$/.test(name));
  const sum = (/** @type {string} */ name) =>
    createHash('sha256')
      .update(readFileSync(join(dist, name)))
      .digest('hex');
  writeFileSync(
    join(dist, `SHA256SUMS-${process.platform}.txt`),
    files.map((name) => `${sum(name)}  ${name}\n`).join(''),
  );
}

entry(async () => {
  const { values } = parseArgs({
    options: { installers: { type: 'boolean' }, 'test-runtime': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    say(help);
    return 0;
  }
  await ensureInstalled(say);
  await ensureBuilt(say);
  writeNotices();
  await writeSbom(sbomFile);
  if (values['test-runtime']) {
    for (const file of Object.values(await packForTests(say))) if (file) say(file);
    return 0;
  }
  // who hands it out: where it was built, else nobody in particular
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  const homepage = server && repository ? `${server}/${repository}` : 'https://goldilocks.invalid/';
  const args = ['--publish', 'never', `-c.extraMetadata.homepage=${homepage}`, ...(values.installers ? [] : ['--dir'])];
  const { code } = await run(labNode(), [binOf('electron-builder'), ...args], { env: labEnv(), stdio: 'inherit' });
  if (code !== 0) throw new Stop(`electron-builder failed (exit ${code}).`);
  if (values.installers) {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    copyFileSync(sbomFile, join(dist, `Goldilocks-${version}-${process.platform}.cdx.json`));
    writeSums();
  }
  return 0;
});
