import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './lab.ts';

export const screens = join(import.meta.dirname, '../test-results/screens');

/** The sizes every view is looked at in. */
export const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];

/** A picture of the window for a person to judge, and what axe-core can judge without one. The pointer is put away first. */
export async function look(window: Page, name: string): Promise<void> {
  await window.mouse.move(0, 0);
  const { width } = window.viewportSize() ?? { width: 0 };
  mkdirSync(screens, { recursive: true });
  await window.screenshot({ path: join(screens, `${name}-${width}.png`) });
  await accessible(window, name);
}

/** Projector mode on or off: a button, or where there is no room for it an entry of the menu ⋯. */
export async function toggleProjector(window: Page): Promise<void> {
  const more = window.getByTestId('more');
  if (await more.isVisible()) await more.click();
  await window.getByTestId('projector').click();
  await window.keyboard.press('Escape');
}

/** axe-core finds nothing serious in the window, or in a part of it. */
export async function accessible(window: Page, name: string, within = 'html'): Promise<void> {
  const { violations } = await new AxeBuilder({ page: window }).setLegacyMode(true).include(within).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect
    .soft(
      serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
      name,
    )
    .toEqual([]);
}
