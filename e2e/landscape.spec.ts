import type { Page } from '@playwright/test';
import { expect, status, test } from './lab.ts';

const rows = (window: Page, id: string): Promise<string[][]> =>
  window
    .getByTestId(`table-${id}`)
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));

test('the landscape has the loss that was recorded along the path, and what is set in it is kept', async ({ lab }) => {
  const { window } = lab;
  // the batch is the whole training set, so that both are the loss of the same examples
  const batch = window.getByLabel('Batch size');
  await batch.fill('100');
  await batch.press('Enter');
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('show-landscape').click();
  await window.keyboard.press('Escape');
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished');
  const caption = window.getByTestId('table-landscape').locator('caption');
  await expect(caption).toContainText('path to step 300');
  await expect(caption).toContainText(/first direction, \d+ % of the path/);
  const recorded = new Map((await rows(window, 'loss')).map((row) => [row[0], Number(row[5])]));
  const path = (await rows(window, 'landscape')).filter(([point]) => point === 'path');
  const both = path.filter(([, step]) => recorded.has(step));
  expect(both.length).toBeGreaterThan(1);
  for (const [, step, , , , J] of both) expect(Math.abs(Number(J) - (recorded.get(step) ?? NaN))).toBeLessThan(1e-5);

  await window.getByTestId('landscape-axes').selectOption('random');
  await expect(caption).toContainText('around step 300');
  await window.getByTestId('rewind').click();
  await window.getByTestId('landscape-axes').selectOption('two');
  await expect(caption).toContainText('w 1,2 of layer 1, around step 0');
  await window.reload();
  await expect(window.getByTestId('landscape-axes')).toHaveValue('two');
  await expect(caption).toContainText('along w 1,1 of layer 1');
});
