import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { _electron, errors, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { normalUser } from '../scripts/test-electron/runtime.mjs';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** The lab as a user has it: a host with a data folder of its own, and its window. */
export interface Lab {
  data: string;
  window: Page;
  /** The Electron host; undefined in a browser. */
  app: ElectronApplication | undefined;
  /** Does something that saves a file, and returns that. Electron's dialog answers with a folder of the test's. */
  saved(action: () => Promise<unknown>): Promise<{ name: string; bytes: Buffer }>;
  /** Kills the host without a word and starts it again on the same data. @param meanwhile while it is down */
  crashAndRestart(meanwhile?: () => void): Promise<void>;
  /** Kills the trainer process alone. */
  killTrainer(): Promise<void>;
  /** `npm run -s lab -- …` on the same data; returns what it printed. */
  command(...args: string[]): Promise<string>;
}

/** A folder for one lab. Where the tests run as root, Electron runs as a normal user, whose folder it must be. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  giveToUser(folder);
  return folder;
}

/** Makes something, and all in it, that user's. */
export function giveToUser(path: string): void {
  if (process.getuid?.() !== 0) return;
  chownSync(path, normalUser, normalUser);
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) giveToUser(join(path, name));
}

/** Does something with such a folder, and removes it. */
export async function withFolder(action: (data: string) => Promise<void>): Promise<void> {
  const data = dataFolder();
  try {
    await action(data);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** How the Electron host is started, as by a person with a home of her own. @param data null: without --data */
export function programOf(data: string | null, ...args: string[]) {
  const { TEST_ELECTRON: program = '', TEST_ELECTRON_APP: app = root, ...env } = process.env;
  const home = data ?? env['GOLDILOCKS_DATA'] ?? tmpdir();
  return {
    program,
    args: [app, ...(data === null ? [] : ['--data', data]), ...args],
    env: { ...(env as Record<string, string>), HOME: home, XDG_CONFIG_HOME: join(home, 'config') },
  };
}

/** Milliseconds for Playwright to get hold of the program, some ten times what it takes. */
const PATIENCE = 15_000;

/** Starts the Electron host under Playwright. About one time in a hundred that does not get hold of it and waits for ever: then
 *  once more. */
export async function launch(data: string | null, ...more: string[]): Promise<ElectronApplication> {
  const { program, args, env } = programOf(data, ...more);
  // without chromiumSandbox, Playwright adds --no-sandbox
  const start = () =>
    _electron.launch({ executablePath: program, args, env, chromiumSandbox: true, timeout: PATIENCE });
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error; // by then Playwright has killed it
    console.log('Playwright did not get hold of the program, which is started again.');
    return start();
  }
}

/** Starts it, and puts its window where the display's own pointer is not: what lies under it would look as if somebody pointed
 *  at it. Where Playwright does not learn of the window, once more. */
async function started(data: string, again = true): Promise<{ app: ElectronApplication; window: Page }> {
  let app: ElectronApplication | undefined;
  try {
    app = await launch(data);
    const window = await app.firstWindow({ timeout: PATIENCE });
    const moved = app.evaluate(({ BrowserWindow, screen }) => {
      const { x, y } = screen.getCursorScreenPoint();
      BrowserWindow.getAllWindows()[0]?.setPosition(x + 8, y + 8);
    });
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), PATIENCE).unref());
    await Promise.race([moved, late]);
    return { app, window };
  } catch (error) {
    const child = app?.process();
    child?.kill('SIGKILL');
    if (child) await ended(child);
    if (!again) throw error;
    console.log('Playwright learned of no window of the program, which is started again.');
    return started(data, false);
  }
}

/** Answers the dialog for saving with a place in a folder, as the person would who keeps the name. */
async function savedBy(app: ElectronApplication, data: string, action: () => Promise<unknown>) {
  await app.evaluate(({ dialog }, folder) => {
    process.env['SAVED_AS'] = '';
    dialog.showSaveDialog = (...args: unknown[]) => {
      const { defaultPath = '' } = args.at(-1) as { defaultPath?: string };
      const filePath = (process.env['SAVED_AS'] = `${folder}/${defaultPath.split('/').at(-1)}`);
      return Promise.resolve({ canceled: false, filePath });
    };
  }, data);
  await action();
  const asked = (): Promise<string> => app.evaluate(() => process.env['SAVED_AS'] ?? '');
  await expect.poll(asked).not.toBe('');
  const path = await asked();
  await expect.poll(() => existsSync(path)).toBe(true); // it is renamed to that when it is whole
  const bytes = readFileSync(path);
  rmSync(path);
  return { name: basename(path), bytes };
}

/** Starts the browser host and reads the address it prints. */
async function serve(data: string): Promise<{ host: ChildProcess; address: string }> {
  const host = spawn(process.execPath, [join(root, 'out/main/serve.js'), '--no-open', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: host.stdout })) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/.exec(line)?.[0];
    if (address) return { host, address };
  }
  throw new Error('the browser host ended before it printed its address');
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** The tag of what takes long: `npm run test:all` has it, `npm test` has not. */
export const slow = '@slow';

export const test = base.extend<{ lab: Lab }>({
  lab: async ({ browser, contextOptions }, use, info) => {
    const data = dataFolder();
    const command = async (...args: string[]): Promise<string> => {
      const { stdout } = await run(process.execPath, [join(root, 'out/main/cli.js'), ...args, '--data', data], {
        maxBuffer: 2 ** 28,
      });
      return stdout;
    };
    const killTrainerOf = async (host: ChildProcess): Promise<void> => {
      const which = 'trainer\\.js|NodeService';
      if (process.platform === 'win32') {
        const children = `Get-CimInstance Win32_Process -Filter "ParentProcessId=${host.pid ?? 0}"`;
        const kill = `? CommandLine -match '${which}' | % { Stop-Process -Id $_.ProcessId -Force }`;
        await run('powershell', ['-NoProfile', '-Command', `${children} | ${kill}`]);
      } else await run('pkill', ['-KILL', '-P', String(host.pid), '-f', which]);
    };
    const problems: string[] = [];
    const watch = (page: Page): Page => {
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        // losing the host is what crashAndRestart is about
        if (message.type() === 'error' && !message.text().includes('WebSocket')) problems.push(message.text());
      });
      return page;
    };
    let close: () => Promise<void>;
    let lab: Lab;
    if (info.project.name === 'electron') {
      let { app, window } = await started(data);
      lab = {
        data,
        command,
        app,
        window: watch(window),
        saved: (action) => savedBy(app, data, action),
        killTrainer: () => killTrainerOf(app.process()),
        async crashAndRestart(meanwhile) {
          const child = app.process();
          child.kill('SIGKILL');
          await ended(child);
          meanwhile?.();
          ({ app, window } = await started(data));
          lab.app = app;
          lab.window = watch(window);
        },
      };
      close = () => app.close();
    } else {
      let { host, address } = await serve(data);
      const context = await browser.newContext(contextOptions);
      const window = watch(await context.newPage());
      await window.goto(address);
      lab = {
        data,
        command,
        app: undefined,
        window,
        async saved(action) {
          const [file] = await Promise.all([window.waitForEvent('download'), action()]);
          return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
        },
        killTrainer: () => killTrainerOf(host),
        async crashAndRestart(meanwhile) {
          host.kill('SIGKILL');
          await ended(host);
          meanwhile?.();
          ({ host, address } = await serve(data));
          await lab.window.goto(address);
        },
      };
      close = async () => {
        await context.close();
        host.kill('SIGTERM');
        await ended(host);
      };
    }
    try {
      await expect(lab.window.getByTestId('chain')).toBeVisible();
      await use(lab);
    } finally {
      await close();
      rmSync(data, { recursive: true, force: true });
    }
    expect(problems, 'errors in the window’s console').toEqual([]);
  },
});

export { expect };

/** What the transport says of the frame at the playhead. */
export interface Playhead {
  step: number;
  status: string;
  crc: string;
  frames: number;
}

export async function playhead(window: Page): Promise<Playhead> {
  return window.getByTestId('transport').evaluate((bar: HTMLElement) => ({
    step: Number(bar.dataset['step']),
    status: bar.dataset['status'] ?? '',
    crc: bar.dataset['frameCrc'] ?? '',
    frames: Number(bar.dataset['frames']),
  }));
}

export const status = (window: Page, wanted: string, timeout = 30_000): Promise<void> =>
  expect(window.getByTestId('transport')).toHaveAttribute('data-status', wanted, { timeout });
