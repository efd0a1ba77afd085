// Compiles src/trainer/kernels (AssemblyScript) to resources/kernels.wasm.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rows } from '../src/trainer/kernels/rows.mjs';
import { tiles } from '../src/trainer/kernels/tiles.mjs';
import { entry, root, Stop } from './run.mjs';

/** Named like this because the compiler's types are global: they would change those of Array in all scripts and tests. */
const compiler = 'assemblyscript/asc';
const folder = 'src/trainer/kernels';
const wasm = join(root, 'resources', 'kernels.wasm');
/** 4 × 2 accumulators leave room for the factors in 16 registers; sums in stretches that stay in the first-level cache. */
const shape = { R: 4, V: 2, outerR: 2, outerC: 4, K: 128, transposedK: 64, outerRows: 16 };

/** @returns {Promise<Uint8Array>} */
async function compile() {
  const { default: asc } = await import(compiler);
  /** @type {Uint8Array | undefined} */
  let binary;
  const stderr = asc.createMemoryStream();
  const options = [
    `${folder}/index.ts`,
    ...['--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--disableWarning', '112'], // 112: vectors do not leave the module
    ...['--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'],
  ];
  const { error } = await asc.main(options, {
    stderr,
    readFile: (/** @type {string} */ name) => {
      if (name === `${folder}/tiles.ts`) return tiles(shape); // asc's paths have slashes everywhere
      if (name === `${folder}/rows.ts`) return rows();
      try {
        return readFileSync(join(root, name), 'utf8');
      } catch {
        return null; // asc tries several names for an import
      }
    },
    writeFile: (/** @type {string} */ name, /** @type {Uint8Array | string} */ contents) => {
      if (name.endsWith('.wasm') && typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error ?? !binary) throw new Stop(`${stderr.toString().trim()}\n\nThe kernels do not compile.`);
  return binary;
}

entry(async () => {
  writeFileSync(wasm, await compile());
  return 0;
});
