import type { Page } from '@playwright/test';
import { expect, playhead, status, test } from './lab.ts';
import { look, sizes, toggleProjector } from './look.ts';
import { trained } from './trained.ts';
import { whole } from './whole.ts';

/** Shows these plots and no others. */
async function showOnly(window: Page, ...plots: string[]): Promise<void> {
  await window.getByTestId('choose-plots').click();
  const picker = window.getByTestId('plot-picker');
  const shown = await picker
    .locator('input:checked')
    .evaluateAll((all: HTMLElement[]) => all.map(({ dataset }) => dataset['testid'] ?? ''));
  for (const id of shown) await picker.getByTestId(id).uncheck();
  for (const plot of plots) await picker.getByTestId(`show-${plot}`).check();
  await window.keyboard.press('Escape');
}

test('every plot, in both sizes, light and dark', async ({ lab }) => {
  test.setTimeout(240_000);
  const { window } = lab;
  await trained(window);
  const groups = [
    ['accuracy', 'norms', 'confusion', 'landscape'],
    ['gradients', 'activations', 'activationGradients', 'activation'],
    ['parameters', 'jacobians', 'memory'],
    ['product'],
  ];
  for (const [i, plots] of groups.entries()) {
    await showOnly(window, ...plots);
    for (const size of sizes) {
      await window.setViewportSize(size);
      await whole(window);
      await look(window, `plots-${i}`);
      await window.getByTestId('theme').click();
      await window.screenshot({ path: `test-results/screens/plots-${i}-dark-${size.width}.png` });
      await window.getByTestId('theme').click();
    }
  }
  await window.getByTestId('plot-product').hover();
  await window.getByTestId('more-product').click();
  await look(window, 'plot-menu');
  await window.getByTestId('enlarge').click();
  await look(window, 'plot-large');
  await window.getByTestId('plot-large-close').click();
  await window.getByTestId('choose-plots').click();
  await look(window, 'plot-picker');
  await window.keyboard.press('Escape');
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-exercise2').click();
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step, { timeout: 30_000 }).toBeGreaterThan(20);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  await showOnly(window, 'digits', 'predictions', 'digit', 'tiles', 'activations');
  for (const size of sizes) {
    await window.setViewportSize(size);
    await whole(window);
    await look(window, 'plots-digits');
  }
  await toggleProjector(window);
  await look(window, 'plots-projector');
});
