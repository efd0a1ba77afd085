import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manifestOf, packagesOf } from './vite-plugins.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), 'abc');
  writeFileSync(join(folder, 'assets', 'a.woff2'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lists every file with its size, digest and media type', () => {
  expect(manifestOf(folder)).toEqual([
    {
      path: 'assets/a.woff2',
      size: 0,
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      mime: 'font/woff2',
    },
    {
      path: 'index.html',
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      mime: 'text/html; charset=utf-8',
    },
  ]);
});

it('refuses a file whose media type is unknown', () => {
  writeFileSync(join(folder, 'assets', 'x.exe'), '');
  expect(() => manifestOf(folder)).toThrow('.exe');
});

it('knows the package of a module, whatever stands around it', () => {
  expect(
    packagesOf([
      '/lab/node_modules/zod/v4/core/util.js',
      '/lab/node_modules/zod/index.js',
      '\0/lab/node_modules/katex/dist/katex.mjs?commonjs-es-import',
      '/lab/node_modules/@stdlib/math/node_modules/@stdlib/types/lib/index.js',
      '/home/node_modules.old/src/main.ts',
      '/lab/src/core/graph.ts',
      '\0rolldown/runtime.js',
    ]),
  ).toEqual(['node_modules/@stdlib/math/node_modules/@stdlib/types', 'node_modules/katex', 'node_modules/zod']);
});
