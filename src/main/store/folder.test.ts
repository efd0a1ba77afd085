import { expect, test } from 'vitest';
import { join } from 'node:path';
import { dataFolder } from './folder.ts';

test('it is where the person or a portable program says', () => {
  const beside = join('/stick', 'Goldilocks data');
  const env = { APPIMAGE: '/stick/Goldilocks.AppImage', XDG_DATA_HOME: '/data' };
  expect(dataFolder('linux', env, '/home/a', (folder) => folder === beside)).toBe(beside);
  expect(dataFolder('linux', env, '/home/a', () => false)).toBe(join('/data', 'goldilocks'));
  expect(dataFolder('win32', { PORTABLE_EXECUTABLE_DIR: '/stick', APPDATA: '/r' }, '/a')).toBe(beside);
  expect(dataFolder('linux', { ...env, GOLDILOCKS_DATA: '/here' }, '/home/a', () => true)).toBe('/here');
});

test('a folder or the file “portable” beside the program makes it portable', () => {
  const found = (there: string, env: NodeJS.ProcessEnv = {}): string =>
    dataFolder('linux', env, '/home/a', (path) => path === there, '/stick/Goldilocks');
  const beside = join('/stick/Goldilocks', 'Goldilocks data');
  expect(found(beside)).toBe(beside);
  expect(found(join('/stick/Goldilocks', 'portable'))).toBe(beside);
  expect(found(join('/stick/Goldilocks', 'portable'), { GOLDILOCKS_DATA: '/here' })).toBe('/here');
  expect(found('/nothing')).toBe(join('/home/a', '.local', 'share', 'goldilocks'));
});

test('the folder is where each platform keeps an application’s data', () => {
  expect(dataFolder('linux', {}, '/home/a')).toBe(join('/home/a', '.local', 'share', 'goldilocks'));
  expect(dataFolder('linux', { XDG_DATA_HOME: '' }, '/home/a')).toBe(join('/home/a', '.local', 'share', 'goldilocks'));
  expect(dataFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe(join('/data', 'goldilocks'));
  expect(dataFolder('win32', { APPDATA: 'C:/Roaming' }, 'C:/a')).toBe(join('C:/Roaming', 'Goldilocks'));
  expect(dataFolder('darwin', {}, '/Users/a')).toBe(join('/Users/a', 'Library', 'Application Support', 'Goldilocks'));
});
