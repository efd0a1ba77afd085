import type { Page } from '@playwright/test';
import { expect, playhead, slow, status, test } from './lab.ts';
import { toggleProjector } from './look.ts';
import { allSizes, faultsOf, settled } from './whole.ts';

const zooms = ['layers', 'units', 'graph'] as const;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** The sizes at which larger type is another matter. */
const inProjector = [allSizes[0], allSizes[1], allSizes[4], allSizes[6]];

/** What is wrong, each with all the places where it is. */
class Faults {
  private readonly where = new Map<string, string[]>();

  add(place: string, faults: readonly string[]): void {
    for (const fault of faults) this.where.set(fault, [...(this.where.get(fault) ?? []), place]);
  }

  lines(): string[] {
    return [...this.where].map(([fault, places]) => `${fault} (${places.join('; ')})`);
  }
}

/** Walks through all that the window has at its present size, and says at each place what is wrong there. */
async function walk(window: Page, size: string, faults: Faults): Promise<void> {
  const look = async (where: string): Promise<void> => {
    await settled(window);
    faults.add(`${size}, ${where}`, await faultsOf(window));
  };
  await settled(window);
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
  await window.keyboard.press('?');
  await look('the list of keys');
  await window.keyboard.press('Escape');
  if (sizeClass === 'S') await window.getByTestId('rooms').click();
  await window.getByTestId('tab-runs').click();
  await expect(window.getByTestId('runs-table')).toBeVisible();
  await look('Runs');
  if (sizeClass === 'S') await window.getByTestId('rooms').click();
  await window.getByTestId('tab-workbench').click();
}

test(
  'nothing overlaps, nothing is cut off and everything can be reached, at every size',
  { tag: slow },
  async ({ lab }) => {
    test.setTimeout(300_000);
    const { window } = lab;
    const faults = new Faults();
    const at = async (where: string, size: { width: number; height: number }): Promise<void> => {
      await window.setViewportSize(size);
      await settled(window);
      faults.add(`${size.width}×${size.height}, ${where}`, await faultsOf(window));
    };
    for (const size of allSizes) await at('first visit', size);
    await window.setViewportSize(allSizes[1]);
    await window.getByTestId('play').click();
    await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(40);
    await window.getByTestId('play').click();
    await status(window, 'paused');
    for (const projector of ['', 'projector ']) {
      for (const size of projector ? inProjector : allSizes) {
        await window.setViewportSize(size);
        await walk(window, `${projector}${size.width}×${size.height}`, faults);
      }
      if (!projector) {
        await window.getByTestId('reset').click();
        await expect(window.getByTestId('message')).toBeVisible();
        for (const size of [allSizes[0], allSizes[4], allSizes[1]]) await at('a message', size);
        await toggleProjector(window);
      }
    }
    expect(faults.lines()).toEqual([]);
  },
);

test('the same of the digits, whose plots are others', { tag: slow }, async ({ lab }) => {
  test.setTimeout(120_000);
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-dropout').click();
  await expect(window.getByTestId('architecture')).toHaveText('784-256-256-10');
  const faults: string[] = [];
  for (const projector of ['', 'projector ']) {
    for (const zoom of zooms) {
      await window.getByTestId(`zoom-${zoom}`).click();
      for (const size of [allSizes[0], allSizes[1], allSizes[6]]) {
        await window.setViewportSize(size);
        await settled(window);
        const where = `${projector}${size.width}×${size.height}, ${zoom}`;
        faults.push(...(await faultsOf(window)).map((fault) => `${where}: ${fault}`));
      }
    }
    if (!projector) await toggleProjector(window);
  }
  expect(faults).toEqual([]);
});
