// Where the tests find a browser and how they start it. Undefined leaves the choice to Playwright (its own downloaded one).
export { findChromium } from '../src/main/node/chromium.ts';

/** Flags for a test browser: works as root and without a GPU, talks to nobody. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
