// `npm start` where there is no Electron: a window of its own, by a Chromium whose end is the lab's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium, expect, test } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { status } from './lab.ts';

const root = join(import.meta.dirname, '..');
const program = findChromium();

test.skip(process.platform === 'win32' || !program, 'the program is a shell script here');

let folder: string;
test.beforeEach(({ browserName }, { project }) => {
  test.skip(project.name === 'electron', `${browserName} alone, for where there is no Electron`);
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A screen: the person's, else one that nobody sees, where Xvfb is there. */
async function screen(): Promise<{ display: string; close: () => void } | undefined> {
  if (process.env['DISPLAY']) return { display: process.env['DISPLAY'], close: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1366x768x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = once(server.stdout, 'data').then(([line]) => `:${String(line).trim()}`);
  const display = await Promise.race([
    number,
    once(server, 'error')
      .catch(() => [])
      .then(() => undefined),
  ]);
  return display === undefined ? undefined : { display, close: () => void server.kill() };
}

/** The browser host with a Chromium that is called by a script of ours. */
function serve(script: string, display = ':none') {
  const wrapper = join(folder, 'chromium');
  writeFileSync(wrapper, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const args = [join(root, 'out/main/serve.js'), '--window', '--data', join(folder, 'data')];
  const env = { ...process.env, CHROMIUM_PATH: wrapper, DISPLAY: display, WAYLAND_DISPLAY: '' };
  const host = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return { host, said: text(host.stdout), ended: once(host, 'exit') };
}

test('the lab is a window of its own; closing it ends the lab, and everything is saved', async () => {
  const seen = await screen();
  const flags = [...chromiumFlags, '--remote-debugging-port=0', ...(seen ? [] : ['--headless=new'])].join(' ');
  const script = `printf '%s\\n' "$@" > "${folder}/arguments"; exec "${program}" ${flags} "$@"`;
  const { host, ended } = serve(script, seen?.display);
  try {
    const word = join(folder, 'data/browser-window/DevToolsActivePort');
    await expect.poll(() => existsSync(word) && readFileSync(word, 'utf8').includes('\n')).toBe(true);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${readFileSync(word, 'utf8').split('\n')[0]}`);
    const [context] = browser.contexts();
    if (!context) throw new Error('the browser has no context');
    const window = context.pages()[0] ?? (await context.waitForEvent('page'));
    await expect(window.getByTestId('chain')).toBeVisible();

    // no tab: the redirection from the invitation has not made one of it
    expect(await window.evaluate(() => matchMedia('(display-mode: standalone)').matches)).toBe(true);
    const token = new URL(window.url()).hash.slice(1);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).not.toContain(token);

    await window.reload();
    await expect(window.getByTestId('chain')).toBeVisible();
    await window.getByTestId('play').click();
    await status(window, 'running');
    if (seen) await window.close();
    else await (await browser.newBrowserCDPSession()).send('Browser.close'); // without a head it outlives its windows
    expect(await ended).toEqual([0, null]);
  } finally {
    host.kill(); // takes its window along
    await ended;
    seen?.close();
  }
  const cli = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'runs', '--data', join(folder, 'data')]);
  expect(await text(cli.stdout)).toContain('interrupted');
});

test('where the program dies the address remains, and one line says why', async () => {
  const { host, said, ended } = serve('exit 1');
  let heard = '';
  host.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await expect.poll(() => heard).toMatch(/^The lab has no window of its own: .+\. The default browser opens it\.$/m);
  host.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await said).toContain('http://127.0.0.1:');
});
