import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { presets } from '../src/core/plan/presets.ts';
import { expect, status, test, withFolder } from './lab.ts';

const cli = join(import.meta.dirname, '..', 'out/main/cli.js');
const run = promisify(execFile);

/** Chooses a file by the document's menu. */
async function choose(window: Page, name: string, buffer: Buffer): Promise<void> {
  await window.getByTestId('document-menu').click();
  const chosen = window.waitForEvent('filechooser');
  await window.getByTestId('open-file').click();
  await (await chosen).setFiles({ name, mimeType: '', buffer });
}

test('a run leaves with its experiment in one file; it comes back where it is missing, and once', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  await window.getByTestId('document-menu').click();
  await window.getByTestId('document-carry').click();
  await window.getByTestId('carry-name').fill('Ada');
  const { name, bytes } = await lab.saved(() => window.getByTestId('carry-save').click());
  expect(name).toBe('Ada.goldilocks');
  await expect(window.getByTestId('carry-saved')).toContainText(/1 experiment, 1 run/);
  await window.keyboard.press('Escape');

  await choose(window, 'Ada.goldilocks', bytes);
  await expect(window.getByTestId('carry-brought')).toContainText('1 experiment, 1 run');
  await expect(window.getByTestId('carry-brought').locator('td').nth(2)).toHaveText('nothing');
  await window.getByTestId('carry-show').click();
  await expect(window.getByTestId('run-row-1')).toBeVisible();

  await choose(window, 'bad.goldilocks', bytes.subarray(0, bytes.length - 100));
  await expect(window.getByTestId('carry-brought')).toContainText('bad.goldilocks was not taken: at its end');
  await expect(window.getByTestId('carry-show')).toBeDisabled();
  await window.keyboard.press('Escape');

  // a class's files, by the command line: whose they are is known by their tags
  await withFolder(async (folder) => {
    const [ada, ben, both] = ['ada', 'ben', 'both'].map((file) => join(folder, `${file}.goldilocks`)) as [string, string, string]; // prettier-ignore
    writeFileSync(ada, bytes);
    const plan = join(folder, 'plan.json');
    writeFileSync(plan, JSON.stringify({ ...presets.xor, length: { steps: 20 } }));
    await run(process.execPath, [cli, 'import', ada, '--data', join(folder, 'ben')]);
    await run(process.execPath, [cli, 'run', plan, '--data', join(folder, 'ben')]);
    await run(process.execPath, [cli, 'export', ben, '--run', '2', '--data', join(folder, 'ben')]);
    const merged = await lab.command('merge', ben, ada, '--json');
    expect(JSON.parse(merged)).toMatchObject([
      { tag: 'ben', fresh: { runs: 1 } },
      { tag: 'Ada', known: { runs: 1 } },
    ]);
    const written = await lab.command('export', both, '--name', 'Class', '--json');
    expect(JSON.parse(written)).toMatchObject({ bytes: statSync(both).size, amounts: { runs: 2 }, left: [] });
  });
});
