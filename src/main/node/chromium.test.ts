import { expect, test } from 'vitest';
import { findChromium, findForWindow, windowArguments, type Machine } from './chromium.ts';

const machine = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...there: string[]): Machine => ({
  platform,
  env,
  home: '/home/ada',
  executable: (file) => there.includes(file),
  snap: (file) => file.includes('snap'),
});

test('a Chromium is found on PATH, or in the usual place of its platform', () => {
  const path = { PATH: '/usr/local/bin:/usr/bin' };
  expect(findChromium(machine('linux', path))).toBeUndefined();
  expect(findChromium(machine('linux', path, '/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome');
  expect(findChromium(machine('linux', {}, '/opt/microsoft/msedge/msedge'))).toBe('/opt/microsoft/msedge/msedge');
  const own = '/home/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(findChromium(machine('darwin', path, own))).toBe(own);
  const edge = String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`;
  const chrome = String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`;
  const folders = {
    PROGRAMFILES: String.raw`C:\Program Files`,
    'PROGRAMFILES(X86)': String.raw`C:\Program Files (x86)`,
  };
  expect(findChromium(machine('win32', folders, edge))).toBe(edge);
  expect(findChromium(machine('win32', folders, edge, chrome))).toBe(chrome);
  expect(findChromium(machine('win32', { PATH: String.raw`C:\a;D:\b` }, String.raw`D:\b\chromium.exe`))).toBe(
    String.raw`D:\b\chromium.exe`,
  );
});

test('CHROMIUM_PATH names one; a snap shows no window, since it cannot read the data folder', () => {
  expect(findChromium(machine('linux', { CHROMIUM_PATH: '/my/own' }, '/usr/bin/chromium'))).toBe('/my/own');
  expect(findForWindow(machine('linux', { CHROMIUM_PATH: '/my/snap' }))).toBe('/my/snap');
  expect(findChromium(machine('linux', {}, '/snap/bin/chromium'))).toBe('/snap/bin/chromium');
  expect(findForWindow(machine('linux', {}, '/snap/bin/chromium'))).toBeUndefined();
  const chrome = '/opt/google/chrome/chrome';
  expect(findForWindow(machine('linux', {}, '/snap/bin/chromium', chrome))).toBe(chrome);
});

test('the window has its own profile, asks nothing, talks to nobody, and keeps its sandbox', () => {
  const flags = windowArguments('http://127.0.0.1:1/open?x', '/data/browser-window');
  expect(flags).toEqual(
    expect.arrayContaining([
      '--app=http://127.0.0.1:1/open?x',
      '--user-data-dir=/data/browser-window',
      '--no-first-run',
      '--disable-background-networking',
    ]),
  );
  expect(flags.join(' ')).not.toContain('no-sandbox');
});
