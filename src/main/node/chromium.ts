// Chromium and its kin: where they are, and how one of them shows a page as a window of its own.
import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** What the finder asks of the machine; tests ask of another. */
export interface Machine {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
  executable: (file: string) => boolean;
  /** Whether it is a snap, which may read neither hidden folders of a home nor /tmp. */
  snap: (file: string) => boolean;
}

const thisMachine: Machine = { platform: process.platform, env: process.env, home: homedir(), executable, snap };

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const windowsNames = ['chrome.exe', 'msedge.exe', 'chromium.exe'];

/** A Chromium, Chrome or Edge: CHROMIUM_PATH, else one on PATH, else one in its usual place. */
export const findChromium = (machine = thisMachine): string | undefined => chromiums(machine)[0];

/** One whose profile can lie in the data folder: no snap. */
export const findForWindow = (machine = thisMachine): string | undefined =>
  chromiums(machine).find((file) => file === machine.env['CHROMIUM_PATH'] || !machine.snap(file));

function chromiums(machine: Machine): string[] {
  const { platform, env, executable } = machine;
  if (env['CHROMIUM_PATH']) return [env['CHROMIUM_PATH']];
  const path = platform === 'win32' ? win32 : posix;
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const onPath = folders.flatMap((dir) =>
    (platform === 'win32' ? windowsNames : names).map((name) => path.join(dir, name)),
  );
  return [...onPath, ...usualPlaces(machine)].filter((file) => executable(file));
}

function usualPlaces({ platform, env, home }: Machine): string[] {
  if (platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((app) =>
      ['/Applications', `${home}/Applications`].map((folder) => `${folder}/${app}.app/Contents/MacOS/${app}`),
    );
  if (platform === 'win32')
    return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].flatMap((folder) =>
      folder
        ? [String.raw`Google\Chrome`, String.raw`Microsoft\Edge`, 'Chromium'].map((app) =>
            win32.join(folder, app, 'Application', app.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe'),
          )
        : [],
    );
  return ['/snap/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function snap(file: string): boolean {
  if (process.platform !== 'linux') return false;
  // a link to snap itself, or, as Ubuntu's package has it, a script that calls it
  return realpathSync(file) === '/usr/bin/snap' || readFileSync(file).subarray(0, 4096).includes('/snap/bin/');
}

/** How to show `address` as a window of its own. The profile serves this window alone, and it talks to nobody else: no
 *  first run, no accounts, no updates, no suggestions, no keyring that would ask for a password. */
export const windowArguments = (address: string, profile: string): string[] => [
  `--app=${address}`,
  `--user-data-dir=${profile}`,
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-background-mode', // its end is how we know that the window was closed
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--hide-crash-restore-bubble',
  '--password-store=basic',
];
