import type { Page } from '@playwright/test';
import { status } from './lab.ts';

/** Trains the plan on screen to its end, with a penalty, as fast as it goes. */
export async function trained(window: Page): Promise<void> {
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('field-weightDecay').fill('0.001');
  await window.getByTestId('field-weightDecay').press('Enter');
  await window.getByTestId('play').click();
  await status(window, 'finished');
}
