// Where the tests find a browser and how they start it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, platform } from 'node:process';

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

const names =
  platform === 'win32'
    ? ['chrome.exe', 'msedge.exe', 'chromium.exe']
    : [
        'chromium',
        'chromium-browser',
        'google-chrome-stable',
        'google-chrome',
        'microsoft-edge-stable',
        'microsoft-edge',
      ];

const programFiles = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
const usualPlaces =
  platform === 'darwin'
    ? ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
    : platform === 'win32'
      ? programFiles.flatMap((root) =>
          root
            ? [join(root, 'Google/Chrome/Application/chrome.exe'), join(root, 'Microsoft/Edge/Application/msedge.exe')]
            : [],
        )
      : ['/snap/bin/chromium', '/opt/google/chrome/chrome'];

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser the tests use: CHROMIUM_PATH, else a Chromium, Chrome or Edge on PATH, else one in its usual place.
 * @returns {string | undefined} undefined leaves the choice to Playwright (its own downloaded browser)
 */
export function findChromium() {
  if (env['CHROMIUM_PATH']) return env['CHROMIUM_PATH'];
  const onPath = (env['PATH'] ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return [...onPath, ...usualPlaces].find(executable);
}
