import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { normalUser } from '../scripts/test-electron/runtime.mjs';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** The lab as a user has it: a host with a data folder of its own, and its window. */
export interface Lab {
  data: string;
  window: Page;
  /** Kills the host without a word and starts it again on the same data. */
  crashAndRestart(): Promise<void>;
  /** Kills the trainer process alone. */
  killTrainer(): Promise<void>;
  /** `npm run -s lab -- …` on the same data; returns what it printed. */
  command(...args: string[]): Promise<string>;
}

/** A folder for one lab. Where the tests run as root, Electron runs as a normal user, whose folder it must be. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  if (process.getuid?.() === 0) chownSync(folder, normalUser, normalUser);
  return folder;
}

/** Starts the Electron host as a person would, in a home of its own. */
export function launch(data: string, ...args: string[]): Promise<ElectronApplication> {
  const { TEST_ELECTRON: executablePath = '', TEST_ELECTRON_APP: app = root, ...env } = process.env;
  return _electron.launch({
    executablePath,
    args: [app, '--data', data, ...args],
    env: { ...(env as Record<string, string>), HOME: data, XDG_CONFIG_HOME: join(data, 'config') },
  });
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
      let app = await launch(data);
      lab = {
        data,
        command,
        window: watch(await app.firstWindow()),
        killTrainer: () => killTrainerOf(app.process()),
        async crashAndRestart() {
          const child = app.process();
          child.kill('SIGKILL');
          await ended(child);
          app = await launch(data);
          lab.window = watch(await app.firstWindow());
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
        window,
        killTrainer: () => killTrainerOf(host),
        async crashAndRestart() {
          host.kill('SIGKILL');
          await ended(host);
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
