import { describe, expect, it } from 'vitest';
import { menuOf } from './menu.ts';
import { placementOf, windowOptions } from './window.ts';
import { startAt } from './placement.ts';

const start = { bounds: { width: 1366, height: 768 }, maximized: false };
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
    expect(JSON.stringify(menuOf(false, true))).toContain('toggleDevTools');
    expect(JSON.stringify(menuOf(false, false))).not.toContain('toggleDevTools');
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
    const text = JSON.stringify(menuOf(mac, false));
    for (const role of ['editMenu', 'zoomIn', 'zoomOut', 'resetZoom', 'reload', mac ? 'close' : 'quit'])
      expect(text).toContain(`"role":"${role}"`);
    expect(text.includes('appMenu')).toBe(mac);
  });
});

describe('where the window opens', () => {
  const first = { x: 0, y: 0, width: 1920, height: 1040 };
  const second = { x: 1920, y: 0, width: 1280, height: 984 };
  const at = (x: number, y: number, width = 1200, height = 800, maximized = false) =>
    JSON.stringify({ x, y, width, height, maximized });

  it('is in the middle, the first time', () => {
    expect(startAt(null, [first])).toEqual(start);
  });

  it('is where it was', () => {
    expect(startAt(at(50, 60), [first])).toEqual({
      bounds: { x: 50, y: 60, width: 1200, height: 800 },
      maximized: false,
    });
    expect(startAt(at(2000, 10, 1100, 700, true), [first, second])).toEqual({
      bounds: { x: 2000, y: 10, width: 1100, height: 700 },
      maximized: true,
    });
  });

  it.each([
    ['its screen is gone', at(2000, 10), [first]],
    ['its title bar is above the screen', at(0, -500), [first]],
    ['its title bar is below the screen', at(0, 1030), [first]],
    ['hardly any of it is left', at(1890, 10), [first]],
  ])('is in the middle when %s', (_why, text, screens) => {
    const { bounds } = startAt(text, screens);
    expect(bounds).toEqual({ width: 1200, height: 800 });
  });

  it('is no larger than the screen and no smaller than usable', () => {
    expect(startAt(at(0, 0, 5000, 5000), [first]).bounds).toMatchObject({ width: 1920, height: 1040 });
    expect(startAt(at(0, 0, 200, 100), [first]).bounds).toMatchObject({ width: 1024, height: 640 });
    expect(startAt(null, [{ x: 0, y: 0, width: 800, height: 560 }]).bounds).toEqual({ width: 800, height: 560 });
  });

  it.each(['', '{', 'null', '[]', '{"x":1}', at(0, 0).replace('1200', '"wide"'), at(1e9, 0), at(0.5, 0)])(
    'is as the first time when what was remembered is %j',
    (text) => {
      expect(startAt(text, [first])).toEqual(start);
    },
  );
});
