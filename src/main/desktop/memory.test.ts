import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Memory } from './memory.ts';

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
