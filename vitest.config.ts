import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

export default defineConfig({
  test: {
    // The second is for counting: see scripts/test.mjs.
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/{core,trainer,main}/**/*.test.ts', 'scripts/**/*.test.ts'],
        },
      },
      {
        plugins: [svelte()],
        // Pre-bundle up front: a dependency found late reloads the page and breaks the run.
        optimizeDeps: {
          include: [
            'vitest-browser-svelte',
            'svelte',
            'd3-contour',
            'katex',
            'zod',
            'pure-rand/generator/xoroshiro128plus',
            'pure-rand/distribution/uniformInt',
            'pure-rand/distribution/uniformFloat64',
            'echarts/core',
            'echarts/charts',
            'echarts/components',
            'echarts/renderers',
            '@stdlib/math-base-special-erf',
          ],
        },
        test: {
          name: 'component',
          sequence: { groupOrder: 1 }, // after the others, some of which measure time: Chromium takes both cores
          include: ['src/renderer/**/*.test.ts'],
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
