import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';

/** The blocks of the chain and the name: what the edits of these tests change. */
const looks = async (window: Page): Promise<string[]> => [
  await window.getByTestId('document-menu').innerText(),
  ...(await window.locator('[data-testid^="block-"]').allInnerTexts()),
];
const saved = (window: Page): Promise<void> => expect(window.getByTestId('saved')).toHaveText('saved');
const label = (window: Page, which: 'undo' | 'redo'): Promise<string | null> =>
  window.getByTestId(which).getAttribute('aria-label');

/** Clicks until there is nothing left; returns what was offered, in order. */
async function travel(window: Page, which: 'undo' | 'redo'): Promise<string[]> {
  const labels: string[] = [];
  while (await window.getByTestId(which).isEnabled()) {
    labels.push((await label(window, which)) ?? '');
    await window.getByTestId(which).click();
  }
  return labels;
}
const names = (labels: string[]): string[] => labels.map((one) => one.replace(/^(Undo|Redo): /, ''));

test('every edit can be undone after a reload, after a crash, and done again', async ({ lab }) => {
  const { window } = lab;
  const first = await looks(window);
  await window.getByTestId('block-0').click();
  await window.getByTestId('field-units').fill('9');
  await window.getByTestId('field-units').press('Enter');
  await window.getByTestId('palette-dropout').click();
  await expect(window.getByTestId('architecture')).toHaveText('2-9-3-1');
  await window.getByTestId('block-1').focus();
  await window.keyboard.press('Alt+ArrowDown');
  await window.getByTestId('block-3').focus();
  await window.keyboard.press('Delete');
  await window.getByTestId('document-menu').click();
  await window.getByTestId('name').fill('Mine');
  await window.getByTestId('name').press('Enter');
  await expect(window.getByTestId('document-menu')).toContainText('Mine');
  const last = await looks(window);
  await saved(window);

  await window.reload();
  await expect(window.getByTestId('chain')).toBeVisible();
  expect(await looks(window)).toEqual(last);
  const undone = await travel(window, 'undo');
  expect(undone).toHaveLength(5);
  expect(await looks(window)).toEqual(first);
  const redone = await travel(window, 'redo');
  expect(names(redone)).toEqual(names(undone).toReversed());
  expect(await looks(window)).toEqual(last);
  await window.getByTestId('undo').click();
  await window.getByTestId('undo').click();
  const middle = await looks(window);
  await saved(window);

  await lab.crashAndRestart();
  await expect(lab.window.getByTestId('chain')).toBeVisible();
  expect(await looks(lab.window)).toEqual(middle);
  expect(names(await travel(lab.window, 'redo'))).toEqual(names(redone).slice(3));
  expect(await looks(lab.window)).toEqual(last);
  expect(await travel(lab.window, 'undo')).toEqual(undone);
  expect(await looks(lab.window)).toEqual(first);
});

test('a plan is kept as a preset, begun from after a reload, replaced and removed', async ({ lab }) => {
  const { window } = lab;
  const menu = window.getByTestId('document-menu');
  await window.getByTestId('block-0').click();
  await window.getByTestId('field-units').fill('7');
  await window.getByTestId('field-units').press('Enter');
  await menu.click();
  await window.getByTestId('save-preset').click();
  await expect(window.getByTestId('preset-name')).toHaveValue('Moons');
  await window.getByTestId('preset-name').press('Escape');
  await expect(window.getByTestId('save-preset')).toBeFocused();
  await window.keyboard.press('Enter');
  await window.getByTestId('preset-name').fill('Seven');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('message')).toContainText('“Seven”');

  await window.reload();
  await menu.click();
  await expect(window.getByTestId('own-preset-1')).toContainText('2-7-3-1');
  await window.getByTestId('preset-circle').click();
  await expect(menu).toContainText('Circle');
  await menu.click();
  // the arrows reach it from the name on
  await window.getByTestId('name').focus();
  for (
    let i = 0;
    i < 40 && !(await window.getByTestId('own-preset-1').evaluate((e) => e === document.activeElement));
    i++
  )
    await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(menu).toContainText('Seven');
  await expect(window.getByTestId('architecture')).toHaveText('2-7-3-1');

  await menu.click();
  await window.getByTestId('save-preset').click();
  await expect(window.getByText('saving replaces it')).toBeVisible();
  await window.getByTestId('save-preset-go').click();
  await menu.click();
  await expect(window.locator('[data-testid^="own-preset-"]')).toHaveCount(1);
  await window.getByTestId('remove-preset-1').click();
  await expect(window.getByTestId('remove-preset-confirm')).toBeFocused();
  await window.keyboard.press('Enter');
  await expect(window.locator('[data-testid^="own-preset-"]')).toHaveCount(0);
  await window.reload();
  await menu.click();
  await expect(window.getByTestId('preset-xor')).toBeVisible();
  await expect(window.locator('[data-testid^="own-preset-"]')).toHaveCount(0);
});
