import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';

/** The blocks of the chain, with what they compute before the first step, and the name: what the edits of these tests change. */
async function looks(window: Page): Promise<string[]> {
  await expect(window.getByTestId('transport')).toHaveAttribute('data-current', 'true');
  return [
    await window.getByTestId('document-menu').innerText(),
    ...(await window.locator('[data-testid^="block-"]').allInnerTexts()),
  ];
}
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

test('two windows on one experiment keep the edits of both, and tell each other', async ({ lab }, info) => {
  test.skip(info.project.name === 'electron', 'one window there');
  const { window } = lab;
  const other = await window.context().newPage();
  await other.goto(window.url());
  await expect(other.getByTestId('chain')).toBeVisible();
  const units = async (page: Page, count: string): Promise<void> => {
    await page.getByTestId('block-0').click();
    await page.getByTestId('field-units').fill(count);
    await page.getByTestId('field-units').press('Enter');
  };
  const rename = async (page: Page, name: string): Promise<void> => {
    await page.getByTestId('document-menu').click();
    await page.getByTestId('name').fill(name);
    await page.getByTestId('name').press('Enter');
  };

  await units(window, '9');
  await rename(other, 'Mine');
  await saved(window);
  await saved(other);
  for (const page of [window, other]) {
    await expect(page.getByTestId('architecture')).toHaveText('2-9-3-1');
    await expect(page.getByTestId('document-menu')).toContainText('Mine');
    await expect(page.getByTestId('message')).toContainText('Another window changed');
  }
  await other.keyboard.press('Escape');

  // one undoes what the other did, of which it is told
  await units(other, '5');
  await expect(window.getByTestId('architecture')).toHaveText('2-5-3-1');
  await expect(window.getByTestId('message')).toContainText('Undo brings yours back');
  await window.getByTestId('undo').click();
  await expect(other.getByTestId('architecture')).toHaveText('2-9-3-1');
  await saved(window);
  await window.reload();
  await expect(window.getByTestId('architecture')).toHaveText('2-9-3-1');
  expect(await travel(window, 'undo')).toHaveLength(2);

  await other.getByTestId('document-menu').click();
  await other.getByTestId('delete').click();
  await other.getByTestId('delete-confirm').click();
  await expect(window.getByTestId('message')).toContainText('was deleted in another window');
  await expect(window.getByTestId('saved')).toHaveText('not saved');
  await units(window, '7');
  await saved(window);
  await window.reload();
  await expect(window.getByTestId('architecture')).toHaveText('2-7-3-1');
});

test('a plan is kept as a preset, begun from after a reload, replaced and removed', async ({ lab }) => {
  const { window } = lab;
  const menu = window.getByTestId('document-menu');
  await window.getByTestId('block-0').click();
  await window.getByTestId('field-units').fill('7');
  await window.getByTestId('field-units').press('Enter');
  await menu.click();
  await window.getByTestId('save-preset').click();
  await expect(window.getByTestId('preset-name')).toHaveValue('Moons, changed');
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

test('a preset is found by what it is for, and says so when it is changed, until it is named by hand', async ({
  lab,
}) => {
  const { window } = lab;
  const menu = window.getByTestId('document-menu');
  await menu.click();
  await expect(window.getByTestId('find')).toBeFocused();
  await window.keyboard.type('decay no BIAS');
  await expect(window.getByTestId('open-file')).toBeInViewport({ ratio: 1 });
  await expect(window.getByTestId('preset-xor')).toBeHidden();
  await window.keyboard.press('Enter');
  await expect(menu).toContainText('Fig. 5.3.1');
  await expect(menu).toBeFocused();
  await expect(window.getByTestId('find')).toBeHidden();

  await window.getByTestId('init-all-zero').click();
  await expect(menu).toContainText('Fig. 5.3.1, changed');
  await window.getByTestId('init-all-appropriate').click();
  await expect(menu).not.toContainText('changed');
  await window.getByTestId('init-all-too_large').click();
  await menu.click();
  await window.getByTestId('name').fill('Mine');
  await window.getByTestId('name').press('Enter');
  await expect(window.getByTestId('name')).toBeHidden();
  await window.getByTestId('init-all-too_small').click();
  await expect(menu).toContainText('Mine');
  await expect(menu).not.toContainText('changed');
});
