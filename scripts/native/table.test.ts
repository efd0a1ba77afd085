import { expect, test } from 'vitest';
import { recipe } from '../../src/main/native/pins.ts';
import { platform } from '../../src/main/native/places.ts';
import { rowsOf, tableOf } from './table.ts';

test('what is installed is told in one table, with what was refused', () => {
  const manifest = {
    recipe,
    platform,
    made: '2026-11-24T13:42:26.111Z',
    tensorflow: '2.15.1',
    source: { title: 'a test', sha256: 'ab'.repeat(32), checked: 'SHA-256 as given' },
    compiler: 'g++ 12',
    selfTest: { worst: 1.6e-7, ms: 205 },
    files: { 'tfjs_binding.node': 3 },
  };
  const refused = [{ title: 'the official download', reason: 'it says 403' }];
  const table = tableOf(rowsOf(manifest, 'native/engine', refused));
  expect(table).toMatch(/^ {2}TensorFlow {2}2\.15\.1/);
  expect(table).toContain('not from    the official download: it says 403');
  expect(table).toContain('at most 1.6e-7 off float64, in 205 ms');
});
