import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reasonOf } from './reasons.ts';
import { writeWhole } from './whole-file.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file is new or replaced, and nothing lies beside it', async () => {
  const file = join(folder, 'a.json');
  writeFileSync(`${file}.part`, 'somebody’s own');
  await writeWhole(file, bytes('one'));
  await writeWhole(file, bytes('two'));
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readFileSync(`${file}.part`, 'utf8')).toBe('somebody’s own');
  expect(readdirSync(folder).sort()).toEqual(['a.json', 'a.json.part']);
});

test('a link stays one, and what it leads to is written', async () => {
  const file = join(folder, 'a.json');
  const link = join(folder, 'link.json');
  writeFileSync(file, 'old');
  symlinkSync(file, link);
  await writeWhole(link, bytes('new'));
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readlinkSync(link)).toBe(file);
});

test('what cannot be written is said in words, and leaves nothing', async () => {
  const why = (path: string): Promise<string> =>
    writeWhole(path, bytes('x')).then(
      () => 'it was',
      (error: unknown) => reasonOf(error, 'write'),
    );
  expect(await why(join(folder, 'gone', 'a.json'))).toBe('it does not exist');
  expect(await why(folder)).toBe('it is a folder');
  expect(readdirSync(folder)).toEqual([]);
});
