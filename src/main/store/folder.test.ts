import { expect, test } from 'vitest';
import { join } from 'node:path';
import { dataFolder } from './folder.ts';

test('the folder is where each platform keeps an application’s data', () => {
  expect(dataFolder('linux', {}, '/home/a')).toBe(join('/home/a', '.local', 'share', 'goldilocks'));
  expect(dataFolder('linux', { XDG_DATA_HOME: '' }, '/home/a')).toBe(join('/home/a', '.local', 'share', 'goldilocks'));
  expect(dataFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe(join('/data', 'goldilocks'));
  expect(dataFolder('win32', { APPDATA: 'C:/Roaming' }, 'C:/a')).toBe(join('C:/Roaming', 'Goldilocks'));
  expect(dataFolder('darwin', {}, '/Users/a')).toBe(join('/Users/a', 'Library', 'Application Support', 'Goldilocks'));
});
