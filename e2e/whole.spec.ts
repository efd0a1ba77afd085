import type { Page } from '@playwright/test';
import { expect, playhead, status, test } from './lab.ts';
import { allSizes, faultsOf, settled } from './whole.ts';

const zooms = ['layers', 'units', 'graph'] as const;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Walks through all that the window has at its present size, and says at each place what is wrong there. */
async function walk(window: Page, size: string, faults: string[]): Promise<void> {
  const look = async (where: string): Promise<void> => {
    await settled(window);
    faults.push(...(await faultsOf(window)).map((fault) => `${size}, ${where}: ${fault}`));
  };
  const sizeClass = await window.locator('html').getAttribute('data-size');
  for (const zoom of zooms) {
    if (sizeClass === 'S') await window.getByTestId('pane-tab-network').click();
    await window.getByTestId(`zoom-${zoom}`).click();
    await look(zoom);
    if (sizeClass === 'S') {
      for (const tab of ['build', 'plots']) {
        await window.getByTestId(`pane-tab-${tab}`).click();
        await look(`${zoom}, tab ${tab}`);
      }
    } else if (sizeClass === 'M') {
      const rail = window.getByTestId(zoom === 'graph' ? 'rail-order' : 'rail-training');
      await rail.click();
      await look(`${zoom}, drawer`);
      await window.getByTestId('drawer-pin').click();
      await look(`${zoom}, drawer kept`);
      await window.getByTestId('drawer-close').click();
    }
  }
  if (sizeClass === 'S') await window.getByTestId('pane-tab-network').click();
  await window.getByTestId('zoom-layers').click();
  if (sizeClass !== 'L') {
    await window.getByTestId('more').click();
    await look('the menu ⋯');
    await window.keyboard.press('Escape');
  }
  if (sizeClass === 'S') await window.getByTestId('rooms').click();
  await window.getByTestId('tab-runs').click();
  await expect(window.getByTestId('runs-table')).toBeVisible();
  await look('Runs');
  if (sizeClass === 'S') await window.getByTestId('rooms').click();
  await window.getByTestId('tab-workbench').click();
}

test('nothing overlaps, nothing is cut off and everything can be reached, at every size', async ({ lab }) => {
  test.setTimeout(180_000);
  const { window } = lab;
  const faults: string[] = [];
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(40);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  for (const size of allSizes) {
    await window.setViewportSize(size);
    await walk(window, `${size.width}×${size.height}`, faults);
  }
  await window.getByTestId('projector').click();
  for (const size of [allSizes[1], allSizes[0], allSizes[6]]) {
    await window.setViewportSize(size);
    await walk(window, `projector ${size.width}×${size.height}`, faults);
  }
  expect(faults).toEqual([]);
});
