import type { Page } from '@playwright/test';
import { expect } from './lab.ts';

/** Epochs of the plan in the workbench. */
export async function setEpochs(window: Page, epochs: number): Promise<void> {
  await window.getByTestId('tab-workbench').click();
  await window.getByTestId('field-length').fill(String(epochs));
  await window.getByTestId('field-length').press('Enter');
  await expect(window.getByTestId('saved')).toHaveText('saved');
}

/** An axis of the sweep that is put together: which place it moves, and the values of its list or its choices. */
export interface AxisOf {
  at: string;
  /** As it is typed; left out for choices, all of which are taken. */
  values?: string;
}

/** Puts a sweep of the workbench's plan together, from the page of runs. */
export async function compose(window: Page, axes: readonly AxisOf[], seeds: number): Promise<void> {
  await window.getByTestId('tab-runs').click();
  await window.getByTestId('sweep-button').click();
  for (const [i, { at, values }] of axes.entries()) {
    if (i > 0) await window.getByTestId('add-axis').click();
    const axis = window.getByTestId(`axis-${i}`);
    await axis.getByTestId('axis-field').selectOption(at);
    if (values === undefined) continue;
    await axis.getByTestId('mode-list').click();
    await axis.getByTestId('axis-values').fill(values);
  }
  await window.getByTestId('sweep-seeds').fill(String(seeds));
  await window.getByTestId('sweep-seeds').press('Enter');
}

/** Waits until so many runs of the sweep on the page have ended. */
export const ended = (window: Page, runs: number): Promise<void> =>
  expect
    .poll(async () => Number(await window.getByTestId('sweep-foot').getAttribute('data-done')), { timeout: 50_000 })
    .toBeGreaterThanOrEqual(runs);
