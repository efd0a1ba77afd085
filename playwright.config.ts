import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

// `npm run looks` makes pictures of every view, which nothing asserts but that they are whole: not at every test run.
const looks = process.env['LOOKS'] !== undefined;

// `npm run test:packed` packs the program and says where it is.
const packed = process.env['TEST_PACKED'] !== undefined;

// The same specs run against both hosts; a fixture reads the project's name and starts that host. What is to be started as
// Electron is for scripts/e2e.mjs to say.
const electron = process.env['TEST_ELECTRON'];
// What differs between the hosts is in these, which `npm test` runs on both, and but for what takes long all others in the
// browser; `npm run test:all` runs every spec on both.
const differing = ['desktop/*.spec.ts', '{spine,elsewhere,keeping}.spec.ts'];
const own = 'app-window.spec.ts'; // the browser host's window
const all = process.env['TEST_ALL'];
const rest = all === 'rest'; // what `npm test` has left out
const inBrowser = rest ? { grep: /@slow/ } : all ? {} : { grepInvert: /@slow/ };
const onElectron = rest ? { testIgnore: [own, ...differing] } : all ? { testIgnore: own } : { testMatch: differing };

export default defineConfig({
  testDir: 'e2e',
  testMatch: looks ? /\.look\.ts$/ : packed ? /\.packed\.ts$/ : /\.spec\.ts$/,
  outputDir: `test-results/${packed ? 'packed' : 'e2e'}`,
  fullyParallel: false,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  // a loaded machine is waited for: what passes takes no longer
  timeout: 120_000,
  expect: { timeout: 10_000 },
  // The second is for counting: see scripts/test.mjs.
  reporter: [['list'], ['json', { outputFile: `test-results/${packed ? 'packed' : 'e2e'}.json` }]],
  use: {
    viewport: { width: 1366, height: 768 },
    trace: packed ? 'off' : 'retain-on-failure', // a program that ends by itself takes the trace with it
    launchOptions: { ...(executablePath && { executablePath }), args: chromiumFlags },
  },
  projects: packed
    ? [{ name: 'packed' }]
    : [
        { name: 'browser', testIgnore: 'desktop/**', ...(looks ? {} : inBrowser) },
        ...(electron === undefined || looks ? [] : [{ name: 'electron', ...onElectron }]),
      ],
});
