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
test.skip(({}, { project }) => project.name === 'electron', 'it is for where there is no Electron');

let folder: string;
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'goldilocks-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The browser host with a Chromium that is called by a script of ours. */
function serve(script: string) {
  const wrapper = join(folder, 'chromium');
  writeFileSync(wrapper, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const args = [join(root, 'out/main/serve.js'), '--window', '--data', join(folder, 'data')];
  // a display that is there to be asked for, and none that a default browser would open on
  const env = { ...process.env, CHROMIUM_PATH: wrapper, DISPLAY: ':none', WAYLAND_DISPLAY: '' };
  const host = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return { host, said: text(host.stdout), ended: once(host, 'exit') };
}

test('the lab is a window of its own; closing it ends the lab, and everything is saved', async () => {
  const flags = [...chromiumFlags, '--headless=new', '--remote-debugging-port=0'].join(' ');
  const { host, ended } = serve(`printf '%s\\n' "$@" > "${folder}/arguments"; exec "${program}" ${flags} "$@"`);
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
    await window.close();
    expect(await ended).toEqual([0, null]);
  } finally {
    host.kill('SIGKILL');
  }
  const cli = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'runs', '--data', join(folder, 'data')]);
  expect(await text(cli.stdout)).toContain('interrupted');
});

test('where the program dies the address remains, and one line says why', async () => {
  const { host, said, ended } = serve('exit 1');
  let heard = '';
  host.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await expect.poll(() => heard).toMatch(/^The lab has no window of its own: .+\. It opens in the browser\.$/m);
  host.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await said).toContain('http://127.0.0.1:');
});
