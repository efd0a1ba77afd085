import { describe, expect, it } from 'vitest';
import { menuOf } from './menu.ts';
import { placementOf, windowOptions } from './window.ts';

const start = { bounds: { width: 1366, height: 768 }, maximized: false };
const none = (): void => undefined;
const actions = { send: none, open: none, savePdf: none, showFolder: none, zoom: none };
const menu = (mac: boolean, dev: boolean) => menuOf({ state: null, actions, mac, dev });
const options = (more: { dark?: boolean; dev?: boolean } = {}) =>
  windowOptions({ start, dark: false, preload: '/lab/out/preload/preload.cjs', icon: 'icon.png', dev: false, ...more });

describe('the window', () => {
  it.each([
    ['contextIsolation', true],
    ['sandbox', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['webviewTag', false],
    ['navigateOnDragDrop', false],
    ['devTools', false],
    ['spellcheck', false],
    ['backgroundThrottling', true],
    ['preload', '/lab/out/preload/preload.cjs'],
  ] as const)('has %s %s', (name, value) => {
    expect(options().webPreferences?.[name]).toBe(value);
  });

  it('sets no other preference, so that none can weaken it unseen', () => {
    expect(Object.keys(options().webPreferences ?? {})).toHaveLength(13);
  });

  it('has developer tools in development only', () => {
    expect(options({ dev: true }).webPreferences?.devTools).toBe(true);
    expect(JSON.stringify(menu(false, true))).toContain('toggleDevTools');
    expect(JSON.stringify(menu(false, false))).not.toContain('toggleDevTools');
  });

  it('does not flash: hidden until drawn, on the ground of its theme', () => {
    expect(options()).toMatchObject({ title: 'Goldilocks', icon: 'icon.png', show: false, backgroundColor: '#ffffff' });
    expect(options({ dark: true }).backgroundColor).toBe('#101316');
  });

  it('fits a small screen', () => {
    const small = windowOptions({
      start: { bounds: { width: 800, height: 560 }, maximized: false },
      dark: false,
      preload: '',
      icon: '',
      dev: false,
    });
    expect(small).toMatchObject({ width: 800, height: 560, minWidth: 800, minHeight: 560 });
  });

  it('remembers its place without the maximizing', () => {
    const window = { getNormalBounds: () => ({ x: 1, y: 2, width: 3, height: 4 }), isMaximized: () => true };
    expect(placementOf(window)).toEqual({ x: 1, y: 2, width: 3, height: 4, maximized: true });
  });
});

describe('the menu', () => {
  it.each([true, false])('has editing, zoom and a way out (mac: %s)', (mac) => {
    const text = JSON.stringify(menu(mac, false));
    for (const role of ['cut', 'copy', 'paste', 'reload', mac ? 'close' : 'quit'])
      expect(text).toContain(`"role":"${role}"`);
    expect(text.includes('appMenu')).toBe(mac);
  });
});
