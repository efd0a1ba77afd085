import { join } from 'node:path';
import { expect, test } from './lab.ts';

// One meaning of every loss: plot, Runs, command line and table say the same of a run that stopped early.
test('train, test and gap are the same numbers in plot, Runs and command line, and the best step is marked', async ({
  lab,
}) => {
  const { window } = lab;
  const plan = join(import.meta.dirname, '../src/core/cases/early-stopping.json');
  const said = JSON.parse(await lab.command('run', plan, '--json')) as Record<string, number>;
  expect(said['steps']).toBe(105);
  await window.getByRole('button', { name: 'Runs', exact: true }).click();
  const row = window.getByTestId('run-row-1');
  const three = (value: number): string => value.toFixed(3);
  const [train = NaN, testLoss = NaN] = [said['epochLoss'], said['testLoss']];
  await expect(row).toContainText(three(train));
  await expect(row).toContainText(three(testLoss));
  await expect(row).toContainText(three(testLoss - train));
  await row.dblclick();
  const plot = window.getByTestId('plot-loss');
  await expect(plot).toContainText(`train ${three(train)}`);
  await expect(plot).toContainText(`test ${three(testLoss)}`);
  await expect(plot).toContainText(`gap ${three(testLoss - train)}`);
  await expect(plot).toContainText('best, step 90');
  await expect(plot.locator('figcaption')).toHaveAttribute('title', /Train loss: mean of L over the examples/);
});
