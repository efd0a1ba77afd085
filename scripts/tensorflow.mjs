// Packs TensorFlow.js into resources/tensorflow.cjs, which the trainer loads when a run first asks for it, and puts its
// WebAssembly beside it.
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import { entry, root } from './run.mjs';
import { bundledPackages } from './vite-plugins.ts';

const resources = join(root, 'resources');
/** Of the three that the package brings the one with SIMD; its threads do not work in Node. */
const wasm = 'tfjs-backend-wasm-simd.wasm';

entry(async () => {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [bundledPackages(join(root, 'out', 'bundled', 'tensorflow.json'))],
    resolve: { mainFields: ['module', 'main'] },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, 'src', 'trainer', 'tensorflow', 'library.ts'),
      outDir: resources,
      emptyOutDir: false,
      target: 'node24',
      minify: true,
      chunkSizeWarningLimit: 5000,
      rolldownOptions: {
        external: ['node-fetch'], // asked for where there is no fetch, which Node has
        output: { format: 'cjs', entryFileNames: 'tensorflow.cjs' },
      },
    },
  });
  copyFileSync(
    createRequire(import.meta.url).resolve(`@tensorflow/tfjs-backend-wasm/dist/${wasm}`),
    join(resources, wasm),
  );
  return 0;
});
