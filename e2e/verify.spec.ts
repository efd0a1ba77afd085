import { join } from 'node:path';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { expect, status, test } from './lab.ts';
import { trained } from './trained.ts';

/** Turns one bit of the last number of the frame of a step, as a failing disk would. */
function flipBit(data: string, step: number): void {
  const database = new Database(join(data, 'goldilocks.db'));
  const of = `WHERE run = 1 AND step = ${step} AND kind = 'frame'`;
  const { bytes } = database.prepare(`SELECT bytes FROM frames ${of}`).get() as { bytes: Uint8Array };
  bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 4;
  database.prepare(`UPDATE frames SET bytes = ? ${of}`).run(bytes);
  database.close();
}

async function verified(window: Page): Promise<string> {
  const said = window.getByTestId('verification');
  await window.getByTestId('verify').click();
  await expect(said).toContainText('Verified');
  return (await said.textContent()) ?? '';
}

test('a run is verified; a bit that flipped on disk is found and named', async ({ lab }) => {
  await trained(lab.window);
  await lab.window.getByTestId('tab-runs').click();
  expect(await verified(lab.window)).toMatch(/Reproduced exactly, (1,\d+) of \1 frames, on this computer\. Verified /);

  await lab.crashAndRestart(() => flipBit(lab.data, 300));
  await lab.window.getByTestId('tab-runs').click();
  // what was found before is kept with the run
  await expect(lab.window.getByTestId('verification')).toContainText('Reproduced exactly');
  await lab.window.getByTestId('verify').click();
  await expect(lab.window.getByTestId('verification')).toContainText('Not reproduced');
  // it names the number, unless the frame was packed and cannot be unpacked any more
  await expect(lab.window.getByTestId('verification')).toContainText(
    /The frame of step 300 is damaged on disk.* Recorded by Goldilocks/,
  );
});

test('a verification that takes long shows how far it is, and can be called off', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('field-length').fill('100000');
  await window.getByTestId('field-length').press('Enter');
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await window.getByTestId('tab-runs').click();
  await window.getByTestId('verify').click();
  await expect(window.getByTestId('verify-progress')).toContainText(/: [1-9][\d,]* of [\d,]+ frames/);
  await window.getByTestId('cancel-verify').click();
  await expect(window.getByTestId('verify')).toBeVisible();
  await expect(window.getByTestId('verification')).toHaveText('');
});
