import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineFolders, nativeFolder, type Home } from './places.ts';

let folder: string;
let home: Home;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  home = { root: join(folder, 'app'), data: join(folder, 'data') };
  mkdirSync(home.root);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A folder, made. */
function made(...path: string[]): string {
  const place = join(...path);
  mkdirSync(place, { recursive: true });
  return place;
}
const checkout = (): void => {
  made(home.root, 'scripts');
  writeFileSync(join(home.root, 'scripts', 'engine-native.mjs'), '');
};

test('it is made in the root of a checkout, and in the data directory of a package', () => {
  expect(nativeFolder(home, {})).toBe(join(home.data, 'native'));
  checkout();
  expect(nativeFolder(home, {})).toBe(join(home.root, 'native'));
});

test('it is found in both, where it is made first, and where npm puts it', () => {
  expect(engineFolders(home, {})).toEqual([]);
  const package_ = made(home.root, 'node_modules', '@tensorflow', 'tfjs-node');
  const inRoot = made(home.root, 'native', 'engine');
  const inData = made(home.data, 'native', 'engine');
  expect(engineFolders(home, {})).toEqual([inData, inRoot, package_]);
  checkout();
  expect(engineFolders(home, {})).toEqual([inRoot, inData, package_]);
});

test('a folder that is named is the only one', () => {
  made(home.data, 'native', 'engine');
  const env = { GOLDILOCKS_NATIVE: join(folder, 'mine') };
  expect(nativeFolder(home, env)).toBe(join(folder, 'mine'));
  expect(engineFolders(home, env)).toEqual([]);
  const mine = made(folder, 'mine', 'engine');
  expect(engineFolders(home, env)).toEqual([mine]);
});
