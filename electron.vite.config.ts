import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { bundledPackages, katexWoff2Only, rendererManifest } from './scripts/vite-plugins.ts';

const at = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    plugins: [bundledPackages(at('out/bundled/main.json'))],
    build: {
      target: 'node24',
      sourcemap: true,
      // Only package.json "dependencies" (better-sqlite3) stay outside; devDependencies are bundled.
      rolldownOptions: {
        input: {
          electron: at('src/main/electron/main.ts'),
          serve: at('src/main/node/serve.ts'),
          'browser-host': at('src/main/node/browser-host.ts'),
          cli: at('src/main/node/cli.ts'),
          trainer: at('src/trainer/index.ts'),
          'native-probe': at('src/trainer/native/probe.ts'),
          keeper: at('src/main/keeping/process.ts'),
          'native-install': at('src/main/native/process.ts'),
          carrier: at('src/main/carry/process.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [bundledPackages(at('out/bundled/preload.json'))],
    build: {
      target: 'node24',
      externalizeDeps: false, // a sandboxed preload can require nothing but 'electron'
      rolldownOptions: {
        input: { preload: at('src/main/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [
      katexWoff2Only(),
      bundledPackages(at('out/bundled/renderer.json')),
      svelte({ configFile: at('svelte.config.js') }),
      rendererManifest(at('out/renderer'), at('out/renderer-manifest.json')),
    ],
    build: {
      target: 'es2022', // the browser host meets whatever browser the school has, not only Electron's Chromium
      outDir: at('out/renderer'),
      minify: true, // electron-vite's default is false
      modulePreload: false, // for files of this computer its dozens of links cost more than they save
      assetsInlineLimit: 0, // no data: fonts, so that font-src 'self' is enough
      chunkSizeWarningLimit: 2500,
      rolldownOptions: { input: { index: at('src/renderer/index.html') } },
    },
  },
});
