import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import type { Desktop } from '../../src/core/contract/desktop.ts';
import { expect, launch, playhead, programOf, status, test as hosts, withFolder } from '../lab.ts';
import { menuItem, test } from './desk.ts';

/** Starts the program without a debugger, as a person does, and ends it by a signal so many ms later. */
async function endedAfter(data: string, ms: number): Promise<{ code: number | null; took: number; said: string }> {
  const { program, args, env } = programOf(data);
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part) => (said += String(part)));
  await new Promise((resolve) => setTimeout(resolve, ms));
  const began = performance.now();
  child.kill('SIGTERM');
  const slow = setTimeout(() => child.kill('SIGKILL'), 15_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(slow);
  return { code, took: performance.now() - began, said };
}

hosts('it can be ended at any moment of its start, without a box', async () => {
  hosts.skip(process.platform === 'win32', 'it knows no such signal');
  // where the window loads depends on the machine, so the moments are spread
  for (const ms of [250, 350, 450, 550, 650, 800, 1000, 1300])
    await withFolder(async (data) => {
      const { code, said } = await endedAfter(data, ms);
      expect([0, null], `ended after ${ms} ms: ${said}`).toContain(code);
      expect(said).not.toMatch(/ERR_|Error:/);
    });
});

hosts('a second start while it closes is no error', async () => {
  await withFolder(async (data) => {
    const app = await launch(data);
    await expect((await app.firstWindow()).getByTestId('chain')).toBeVisible();
    const gone = once(app.process(), 'exit');
    const boxes = await app.evaluate(({ app: program, BrowserWindow, dialog }) => {
      const said: string[] = [];
      dialog.showErrorBox = (title, content) => void said.push(`${title}: ${content}`);
      BrowserWindow.getAllWindows()[0]?.destroy();
      program.emit('second-instance', {}, [], '', ['/homework.json']);
      return said;
    });
    expect(boxes).toEqual([]);
    expect((await gone)[0]).toBe(0);
  });
});

test('quick reloads leave a window that is connected', async ({ desktop: { window } }) => {
  for (let i = 0; i < 6; i++) await window.evaluate(() => location.reload()).catch(() => undefined);
  await expect(window.getByTestId('chain')).toBeVisible();
  await window.getByTestId('step').click();
  await expect.poll(async () => (await playhead(window)).step).toBe(1);
  await expect(window.getByTestId('saved')).toHaveText('saved');
});

test('a lost connection is found again', async ({ desktop: { window, app } }) => {
  await window.evaluate(() => {
    const { goldilocks } = globalThis as unknown as { goldilocks: Desktop };
    goldilocks.open().post(new Uint8Array([255])); // a new way, over which comes nonsense: the one before is ended
  });
  const step = async (): Promise<number> => {
    await window.getByTestId('step').click();
    return (await playhead(window)).step;
  };
  await expect.poll(step).toBeGreaterThan(0);
  expect(app.windows()).toHaveLength(1);
});

test('the empty page has no way to the lab, and is left again', async ({ desktop: { window } }) => {
  await window.evaluate(() => (location.href = 'about:blank'));
  await expect(window.getByTestId('chain')).toBeVisible();
  expect(window.url()).toBe('app://goldilocks/');
});

test('the window is Chromium’s sandbox around a page that asks the network nothing', async ({ desktop: { app } }) => {
  test.skip(process.platform !== 'linux', 'only there it can be read');
  const pid = await app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  );
  expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
  expect(await app.evaluate(({ app: program }) => program.commandLine.hasSwitch('no-sandbox'))).toBe(false);
});

hosts('nothing is ever asked of a network', async () => {
  await withFolder(async (data) => {
    const log = join(data, 'net.json');
    const app = await launch(data, `--log-net-log=${log}`);
    const window = await app.firstWindow();
    await window.getByTestId('speed').selectOption({ label: 'max' });
    await window.getByTestId('play').click();
    await status(window, 'finished');
    await window.getByTestId('tab-runs').click();
    await app.close();
    const text = readFileSync(log, 'utf8');
    const { constants, events } = JSON.parse(text) as {
      constants: { logSourceType: Record<string, number> };
      events: { source: { type: number }; params?: { url?: string; host?: string } }[];
    };
    const { URL_REQUEST = NaN, HOST_RESOLVER_IMPL_JOB = NaN, SOCKET = NaN, UDP_SOCKET = NaN } = constants.logSourceType;
    const network = [URL_REQUEST, HOST_RESOLVER_IMPL_JOB, SOCKET, UDP_SOCKET];
    const asked = events.filter(({ source }) => network.includes(source.type));
    expect(asked.map(({ params }) => params?.url ?? params?.host ?? JSON.stringify(params))).toEqual([]);
    expect(events.length, 'the log holds something').toBeGreaterThan(0);
  });
});

/** What the system is told of training. */
const power = (app: ElectronApplication): Promise<{ progress: [number, string][]; awake: boolean }> =>
  app.evaluate(({ powerSaveBlocker }) => {
    const { progress } = globalThis as unknown as { progress: [number, string][] };
    return { progress, awake: [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)) };
  });

test('training is on the window’s icon, keeps the computer awake, pauses while it sleeps', async ({ desktop }) => {
  const { app, window } = desktop;
  await app.evaluate(({ BrowserWindow }) => {
    const progress: [number, string][] = [];
    Object.assign(globalThis, { progress });
    const [one] = BrowserWindow.getAllWindows();
    if (one) one.setProgressBar = (value, options) => void progress.push([value, options?.mode ?? '']);
  });
  await window.getByTestId('play').click();
  await status(window, 'running');
  await expect.poll(async () => (await power(app)).awake).toBe(true);
  const shown = async (): Promise<boolean> =>
    (await power(app)).progress.some(([value, mode]) => value > 0 && value < 1 && mode === 'normal');
  await expect.poll(shown).toBe(true);
  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  await status(window, 'paused');
  await expect.poll(async () => (await power(app)).awake).toBe(false);
  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
  await status(window, 'running');
  await window.getByTestId('stop').click();
  await status(window, 'stopped');
  await expect.poll(async () => (await power(app)).progress.at(-1)).toEqual([-1, '']);
  const { progress } = await power(app);
  expect(progress.some(([, mode]) => mode === 'paused')).toBe(true);
});

hosts('after a power cut the window stands where it stood, with what was open', async () => {
  await withFolder(async (data) => {
    let app = await launch(data);
    let window = await app.firstWindow();
    await window.getByTestId('zoom-units').click();
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 111, y: 57, width: 1234, height: 777 }),
    );
    const memory = join(data, 'window', 'window.json');
    await expect.poll(() => existsSync(memory) && readFileSync(memory, 'utf8')).toContain('"width":1234');
    await expect(window.getByTestId('saved')).toHaveText('saved');
    const gone = once(app.process(), 'exit');
    app.process().kill('SIGKILL');
    await gone;
    app = await launch(data);
    window = await app.firstWindow();
    await expect(window.getByTestId('node-unit-1-0')).toBeVisible();
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual({
      x: 111,
      y: 57,
      width: 1234,
      height: 777,
    });
    await app.close();
  });
});

hosts('a folder that cannot be used is said in a box, and another one can be chosen', async () => {
  hosts.skip(process.platform === 'win32', 'a mode locks nothing there');
  await withFolder(async (data) => {
    const locked = join(data, 'locked');
    const other = join(data, 'other');
    mkdirSync(locked);
    chmodSync(locked, 0o555);
    mkdirSync(other);
    chmodSync(other, 0o777);
    // loaded before the program: the person's answers
    const answers = join(data, 'answers.cjs');
    const said = join(data, 'said.json');
    writeFileSync(
      answers,
      `const { app, dialog } = require('electron');
       const { writeFileSync } = require('node:fs');
       dialog.showMessageBox = async (box) => (writeFileSync(${JSON.stringify(said)}, JSON.stringify({ ...box, ready: app.isReady() })), { response: 0 });
       dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [${JSON.stringify(other)}] });
       app.relaunch = ({ args }) => writeFileSync(${JSON.stringify(join(data, 'again.json'))}, JSON.stringify(args));`,
    );
    const { program, args, env } = programOf(join(locked, 'lab'));
    const child = spawn(program, ['-r', answers, ...args], { env, stdio: 'ignore' });
    await once(child, 'exit');
    const box = JSON.parse(readFileSync(said, 'utf8')) as { ready: boolean; detail: string; buttons: string[] };
    expect(box).toMatchObject({ ready: true, buttons: ['Choose another folder…', 'Quit'] });
    expect(box.detail).toContain(`${join(locked, 'lab')} cannot be used (this user may not write there)`);
    const again = JSON.parse(readFileSync(join(data, 'again.json'), 'utf8')) as string[];
    expect(again.slice(-2)).toEqual(['--data', other]);
    expect(readdirSync(locked)).toEqual([]);
    const app = await launch(other);
    await expect((await app.firstWindow()).getByTestId('chain')).toBeVisible();
    await app.close();
  });
});

hosts('GOLDILOCKS_DATA names the folder where nothing else does', async () => {
  await withFolder(async (data) => {
    process.env['GOLDILOCKS_DATA'] = data;
    try {
      const app = await launch(null);
      await expect((await app.firstWindow()).getByTestId('chain')).toBeVisible();
      await app.close();
    } finally {
      delete process.env['GOLDILOCKS_DATA'];
    }
    expect(existsSync(join(data, 'goldilocks.db'))).toBe(true);
  });
});

test('a window that stopped working can be reloaded, and a run went on meanwhile', async ({ desktop }) => {
  const { app, window } = desktop;
  await window.getByTestId('field-length').fill('100000');
  await window.getByTestId('field-length').press('Enter');
  await window.getByTestId('play').click();
  await status(window, 'running');
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (() => Promise.resolve({ response: 0 })) as unknown as typeof dialog.showMessageBox;
  });
  const { step } = await playhead(window);
  const crashed = window.waitForEvent('crash');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await crashed;
  // Playwright holds on to the page that crashed; the program's own word on it is asked
  const text = (): Promise<string> =>
    app.evaluate(async ({ BrowserWindow }) => {
      const [one] = BrowserWindow.getAllWindows();
      const code = `JSON.stringify(document.querySelector('[data-testid=transport]')?.dataset ?? {})`;
      return String(await one?.webContents.executeJavaScript(code).catch(() => '{}'));
    });
  await expect
    .poll(async () => Number((JSON.parse(await text()) as { step?: string }).step ?? 0), { timeout: 20_000 })
    .toBeGreaterThan(step);
  await expect.poll(() => menuItem(app, 'playPause')).toMatchObject({ label: 'Pause' });
});
