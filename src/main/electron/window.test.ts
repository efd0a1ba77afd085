import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Memory } from './memory.ts';
import { menuOf } from './menu.ts';
import { optionsOf, withData } from './options.ts';
import { displaysKey, startAt } from './placement.ts';
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

describe('where the window opens', () => {
  const first = { x: 0, y: 0, width: 1920, height: 1040 };
  const second = { x: 1920, y: 0, width: 1280, height: 984 };
  const at = (x: number, y: number, width = 1200, height = 800, maximized = false) => ({
    x,
    y,
    width,
    height,
    maximized,
  });

  it('is in the middle, the first time', () => {
    expect(startAt(undefined, [first])).toEqual(start);
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
    expect(startAt(undefined, [{ x: 0, y: 0, width: 800, height: 560 }]).bounds).toEqual({ width: 800, height: 560 });
  });

  it('is remembered apart for every set of displays, in whatever order they are named', () => {
    expect(displaysKey([first, second])).toBe(displaysKey([second, first]));
    expect(displaysKey([first])).not.toBe(displaysKey([first, second]));
  });
});

describe('what is remembered', () => {
  let folder: string;
  let file: string;
  const place = { x: 1, y: 2, width: 1200, height: 800, maximized: false };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
    file = join(folder, 'window.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is there the next time', () => {
    const memory = new Memory(file);
    memory.place('one', place);
    memory.keepFolder('/plans');
    const next = new Memory(file);
    expect([next.placement('one'), next.placement('two'), next.folder]).toEqual([place, undefined, '/plans']);
  });

  it('is of the last eight sets of displays', () => {
    const memory = new Memory(file);
    for (let n = 1; n <= 9; n++) memory.place(`${n}`, place);
    expect([memory.placement('1'), memory.placement('2'), memory.placement('9')]).toEqual([undefined, place, place]);
  });

  it.each(['', '{', 'null', '[]', '{"x":1}', '{"placements":{"one":{"x":1e9}}}'])(
    'is nothing when the file holds %j',
    (text) => {
      writeFileSync(file, text);
      expect(new Memory(file).placement('one')).toBeUndefined();
    },
  );

  it('is no reason to fail where it cannot be written', () => {
    expect(() => new Memory(join(folder, 'gone', 'window.json')).place('one', place)).not.toThrow();
  });
});

describe('the arguments of a start', () => {
  it.each([
    [
      ['electron', '.', '--inspect=0', '--data', '/x', 'a.json', 'b.GOLDILOCKS', 'c.txt'],
      '/x',
      ['a.json', 'b.GOLDILOCKS'],
    ],
    [['goldilocks', 'a.json', '--data=/y'], '/y', ['a.json']],
    [['goldilocks', 'file:///home/a/my%20plan.goldilocks'], undefined, ['/home/a/my plan.goldilocks']],
    [['goldilocks'], undefined, []],
  ])('%j', (argv, data, files) => {
    expect(optionsOf(argv)).toEqual({ ...(data !== undefined && { data }), files });
  });

  it('are the same with another data folder', () => {
    expect(withData(['.', '--data', '/x', 'a.json'], '/y')).toEqual(['.', 'a.json', '--data', '/y']);
    expect(withData(['--data=/x', 'a.json'], '/y')).toEqual(['a.json', '--data', '/y']);
  });
});
