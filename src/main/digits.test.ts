import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DigitsFile } from './digits.ts';

const resources = join(import.meta.dirname, '..', '..', 'resources');

test('the digits are read once', async () => {
  const digits = new DigitsFile(resources);
  const bytes = await digits.bytes();
  expect(bytes).toHaveLength(7_850_016);
  expect(await digits.bytes()).toBe(bytes);
});

test('digits that are missing or cut short are told, and found once they are there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  const digits = new DigitsFile(folder);
  expect(digits.exists).toBe(false);
  await expect(digits.bytes()).rejects.toThrow('digits-missing');
  const whole = await new DigitsFile(resources).bytes();
  writeFileSync(join(folder, 'mnist.bin'), whole.subarray(0, 1000));
  await expect(digits.bytes()).rejects.toThrow('digits-missing');
  writeFileSync(join(folder, 'mnist.bin'), whole);
  expect(await digits.bytes()).toHaveLength(whole.length);
  rmSync(folder, { recursive: true });
});
