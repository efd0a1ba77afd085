// Builds out/ when something it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { alone } from './lock.mjs';
import { binOf, entry, root, run, seconds, Stop } from './run.mjs';

const out = join(root, 'out');
const stamp = join(out, '.stamp');
const made = ['mnist.bin', 'kernels.wasm', 'tensorflow.cjs', 'tfjs-backend-wasm-simd.wasm'].map((name) =>
  join(root, 'resources', name),
);
made.push(join(root, 'src', 'core', 'words', 'compiled', 'messages.js'));
const inputs = ['src', 'resources', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'svelte.config.js'];
const scripts = [
  'scripts/mnist.ts',
  'scripts/words.mjs',
  'scripts/kernels.mjs',
  'scripts/tensorflow.mjs',
  'scripts/vite-plugins.ts',
  'tsconfig.base.json',
  'tsconfig.renderer.json',
];

/** @param {string} path @returns {string[]} the files under it that the build reads, sorted */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).sort();
  return files
    .filter((name) => !/\.test\.ts$|\.(bin|wasm|cjs)$|\.bin\.|^compiled$|^\./.test(name))
    .flatMap((name) => filesUnder(join(path, name)));
}

/** One digest of everything the build reads; contents rather than times, so that switching branches and back is no change. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...inputs, ...scripts].flatMap((path) => filesUnder(join(root, path)))) {
    const bytes = readFileSync(file);
    hash.update(`${relative(root, file)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** @param {string} now */
const fresh = (now) =>
  made.every((file) => existsSync(file)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now;

/** @param {string} what @param {string[]} args */
async function step(what, args) {
  const { code, output } = await run(labNode(), args, { env: labEnv() });
  if (code !== 0) throw new Stop(`${output.trim()}\n\n${what} failed (exit ${code}).`);
  return output.trim();
}

/** @param {(line: string) => void} say */
export async function ensureBuilt(say) {
  if (fresh(fingerprint())) return;
  await alone(async () => {
    const now = fingerprint();
    if (fresh(now)) return; // somebody else built it while we waited
    const began = performance.now();
    rmSync(stamp, { force: true });
    say('Building …');
    await step('Compiling the words', [join(root, 'scripts', 'words.mjs')]);
    await step('Packing the digits', [join(root, 'scripts', 'mnist.ts')]);
    await step('Compiling the kernels', [join(root, 'scripts', 'kernels.mjs')]);
    await step('Packing TensorFlow.js', [join(root, 'scripts', 'tensorflow.mjs')]);
    const warnings = await step('The build', [binOf('electron-vite'), 'build', '--logLevel', 'warn']);
    if (warnings) say(warnings);
    writeFileSync(stamp, now);
    say(`Built in ${seconds(began)}.`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  entry(async () => {
    const say = (/** @type {string} */ line) => console.log(line);
    await ensureInstalled(say);
    rmSync(stamp, { force: true }); // asked for by name: build even if nothing changed
    await ensureBuilt(say);
    return 0;
  });
}
