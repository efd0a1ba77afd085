import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, playhead, status, test } from './lab.ts';
import { look, screens, sizes, toggleProjector } from './look.ts';
import { whole } from './whole.ts';

const root = join(import.meta.dirname, '..');

/** Renews a picture of the documentation, when that was asked for. */
function keep(screen: string, image: string): void {
  if (!process.env['UPDATE_IMAGES']) return;
  mkdirSync(join(root, 'docs/images'), { recursive: true });
  copyFileSync(join(screens, screen), join(root, 'docs/images', image));
}

test('what is rarely changed of the training, and noise', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('palette-more').click();
  await window.getByTestId('palette-noise').click();
  await expect(window.getByTestId('block-4')).toContainText('σ = 0.1');
  await window.getByTestId('palette-more').click();
  await window.getByTestId('training-more').click();
  await window.getByTestId('field-l1').fill('0.001');
  await window.getByTestId('field-clipping').check();
  await window.getByTestId('field-schedule').selectOption('cosine');
  await window.getByTestId('field-stopping').check();
  for (const size of sizes) {
    await window.setViewportSize(size);
    await whole(window);
    await look(window, 'more');
  }
  await window.getByTestId('block-data').click();
  await window.getByTestId('field-test').fill('0');
  await window.getByTestId('field-test').press('Enter');
  await expect(window.getByTestId('play')).toBeDisabled();
  await look(window, 'more-problem');
  await window.getByTestId('repair').click();
  await expect(window.getByTestId('play')).toBeEnabled();
  await window.getByTestId('theme').click();
  await look(window, 'more-dark');
  await window.reload();
  await expect(window.getByTestId('field-schedule')).toHaveValue('cosine'); // saved, and open by itself
});

test('the graph of a network, walked backward, in both sizes, light, dark and projector', async ({ lab }) => {
  test.setTimeout(120_000);
  const { window } = lab;
  await window.getByTestId('field-weightDecay').fill('0.001');
  await window.getByTestId('field-weightDecay').press('Enter');
  await window.getByTestId('zoom-graph').click();
  await look(window, 'graph-fresh');
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(40);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  await window.getByTestId('step-12').click(); // ∂J/∂z2
  await expect(window.getByTestId('node-card')).toHaveAttribute('data-node', 'dz2');
  for (const size of sizes) {
    await window.setViewportSize(size);
    await whole(window);
    await look(window, 'graph');
    await window.getByTestId('theme').click();
    await look(window, 'graph-dark');
    await window.getByTestId('theme').click();
  }
  keep('graph-1366.png', 'graph.png');
  await window.setViewportSize({ width: 1366, height: 768 });
  await window.getByTestId('step-13').click(); // ∂J/∂W2
  await window.getByTestId('check-gradient').click();
  await look(window, 'graph-check');
  await toggleProjector(window);
  await whole(window);
  await look(window, 'graph-projector');
  await toggleProjector(window);
  await window.getByTestId('share-network').click();
  await look(window, 'share');
  await window.getByTestId('copy-code').click();
  await look(window, 'code');
});

test.describe('every view, in both sizes, light and dark', () => {
  for (const size of sizes)
    test(`${size.width} × ${size.height}`, async ({ lab }) => {
      test.setTimeout(180_000);
      const { window } = lab;
      await window.setViewportSize(size);
      await look(window, 'fresh');
      await window.getByTestId('speed').selectOption({ label: 'max' });
      await window.getByTestId('field-weightDecay').fill('0.001');
      await window.getByTestId('field-weightDecay').press('Enter');
      await window.getByTestId('play').click();
      await status(window, 'finished');
      await whole(window);
      await look(window, 'finished');
      if (size.width === 1366) keep('finished-1366.png', 'workbench.png');
      await window.getByTestId('timeline').focus();
      for (let i = 0; i < 4; i++) await window.keyboard.press('PageDown');
      await window.getByTestId('block-2').click();
      await window.getByTestId('show-gradient').check();
      await look(window, 'replay-gradient');
      await window.getByTestId('theme').click();
      await look(window, 'replay-dark');

      await window.getByTestId('document-menu').click();
      await look(window, 'menu-dark');
      await window.getByTestId('preset-digits').click();
      await expect(window.getByTestId('architecture')).toHaveText('784-64-10');
      await window.getByTestId('speed').selectOption({ label: '10 steps/s' }); // it ends in two seconds otherwise
      await window.getByTestId('play').click();
      await expect.poll(async () => (await playhead(window)).step, { timeout: 30_000 }).toBeGreaterThan(40);
      await window.getByTestId('play').click();
      await status(window, 'paused');
      await whole(window);
      await look(window, 'digits-dark');
      await window.getByTestId('theme').click();
      await look(window, 'digits');

      await window.getByTestId('tab-runs').click();
      await expect(window.getByTestId('runs-table')).toBeVisible();
      await whole(window);
      await look(window, 'runs');
      await window.getByTestId('tab-workbench').click();

      await window.getByTestId('document-menu').click();
      await window.getByTestId('preset-overfit').click();
      await window.getByTestId('speed').selectOption({ label: 'max' });
      await window.getByTestId('block-4').click();
      await window.getByTestId('field-units').fill('3');
      await window.getByTestId('field-units').press('Enter');
      await look(window, 'problem');
      await window.getByTestId('undo').click();
      await window.getByTestId('play').click();
      await status(window, 'finished');
      await toggleProjector(window);
      await look(window, 'projector');
      await window.keyboard.press('?');
      await look(window, 'help');
    });
});

test('the menu of the document, with presets of one’s own', async ({ lab }) => {
  const { window } = lab;
  const menu = window.getByRole('dialog', { name: 'Experiment' });
  for (const name of ['Seven units', 'A preset with a name that is too long for the menu it is listed in']) {
    await window.getByTestId('document-menu').click();
    await window.getByTestId('save-preset').click();
    await window.getByTestId('preset-name').fill(name);
    await window.getByTestId('save-preset-go').click();
    await expect(window.getByTestId('message')).toContainText(name);
  }
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-xor').click();
  for (const theme of ['light', 'dark']) {
    for (const size of sizes) {
      await window.setViewportSize(size);
      await window.getByTestId('document-menu').click();
      await expect(window.getByTestId('own-preset-1')).toBeVisible();
      const box = await menu.boundingBox();
      expect.soft((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
      await look(window, `menu-${theme}`);
      await window.keyboard.press('Escape');
    }
    await window.getByTestId('theme').click();
  }
  await window.getByTestId('document-menu').click();
  await window.getByTestId('save-preset').click();
  await window.getByTestId('preset-name').fill('Seven units');
  await window.getByTestId('remove-preset-1').click();
  await expect(window.getByTestId('remove-preset-confirm')).toBeFocused();
  await look(window, 'menu-asks');
});
