import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

/** What a busy machine may take: tests wait for conditions, and these are their last resort. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000 } } };

const counting = ['load', 'server', 'soak', 'stopped'].map((name) => `src/main/node/${name}.faults.ts`);

export default defineConfig({
  test: {
    maxWorkers: '100%', // of the processors; left to itself, one is kept free
    // The second is for counting: see scripts/test.mjs.
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
    projects: [
      {
        test: {
          name: 'node',
          ...patience,
          environment: 'node',
          include: ['src/{core,trainer,main}/**/*.test.ts', 'scripts/**/*.test.ts'],
        },
      },
      {
        // `npm run test:faults`: processes that are killed and inputs that are bent, many times over
        test: {
          name: 'faults',
          ...patience,
          testTimeout: 300_000,
          environment: 'node',
          include: ['src/**/*.faults.ts'],
          exclude: counting,
        },
      },
      {
        // of these, what counts what the machine does: by scripts/test.mjs alone, one at a time, which one project cannot say for
        // itself without taking it from all
        test: {
          name: 'faults-alone',
          ...patience,
          testTimeout: 300_000,
          environment: 'node',
          include: counting,
        },
      },
      {
        // `npm run test:slow`: by hand
        test: { name: 'slow', environment: 'node', include: ['src/**/*.slow.ts'], testTimeout: 120_000 },
      },
      {
        plugins: [svelte()],
        // the kernels' memory is shared between threads, which a page may only do when it is isolated
        server: {
          headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
        },
        // Pre-bundle up front: a dependency found late reloads the page and breaks the run.
        optimizeDeps: {
          include: [
            'vitest-browser-svelte',
            'svelte',
            '@xyflow/svelte',
            'd3-contour',
            'fast-check',
            'fflate',
            'katex',
            'zod',
            'pure-rand/generator/xoroshiro128plus',
            'pure-rand/distribution/uniformInt',
            'pure-rand/distribution/uniformFloat64',
            'echarts/core',
            'echarts/charts',
            'echarts/components',
            'echarts/renderers',
            'ml-matrix',
            'papaparse',
            '@stdlib/math-base-special-cos',
            '@stdlib/math-base-special-erf',
            '@stdlib/math-base-special-erfinv',
            '@stdlib/math-base-special-ln',
            '@stdlib/math-base-special-sin',
          ],
        },
        test: {
          name: 'component',
          ...patience,
          sequence: { groupOrder: 1 }, // after the others, some of which measure time: Chromium takes both cores
          include: ['src/renderer/**/*.test.ts', 'src/trainer/engine/golden.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { ...(executablePath && { executablePath }), args: chromiumFlags } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
