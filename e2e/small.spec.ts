import { expect, test } from './lab.ts';
import { accessible } from './look.ts';
import { settled } from './whole.ts';

test('at 1024 × 640 the left pane is a drawer: it takes the focus and gives it back, Esc closes it, a pin keeps it', async ({
  lab,
}) => {
  const { window } = lab;
  await window.setViewportSize({ width: 1024, height: 640 });
  const drawer = window.getByTestId('left-place');
  const rail = window.getByTestId('rail-training');
  await expect(drawer).toBeHidden();
  await rail.click();
  await expect(drawer).toBeVisible();
  await expect(window.getByTestId('training').locator(':focus')).toHaveCount(1);
  await accessible(window, 'the drawer');
  await window.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(rail).toBeFocused();

  await window.getByTestId('rail-block').click();
  await window.getByTestId('block-2').click({ position: { x: 520, y: 10 } });
  await expect(drawer, 'a press beside it').toBeHidden();
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('field-units')).toBeFocused();

  const network = (): Promise<number | undefined> =>
    window.locator('#pane-network').evaluate((pane) => pane.getBoundingClientRect().left);
  const before = await network();
  await window.getByTestId('drawer-pin').click();
  expect(await network()).toBeGreaterThan(before ?? 0);
  await window.getByTestId('block-2').click();
  await window.keyboard.press('Escape');
  await expect(drawer).toBeVisible();
  await window.reload();
  await expect(drawer).toBeVisible();
  await window.getByTestId('drawer-close').click();
  await expect(drawer).toBeHidden();
});

test('at 683 × 384 one pane is shown, by tab and by Ctrl 1 2 3, and all else is in two menus', async ({ lab }) => {
  const { window } = lab;
  await window.setViewportSize({ width: 683, height: 384 });
  await expect(window.getByTestId('chain')).toBeVisible();
  await expect(window.getByTestId('plots')).toBeHidden();
  await window.keyboard.press('Control+1');
  await expect(window.getByTestId('palette-dense')).toBeVisible();
  await expect(window.getByTestId('chain')).toBeHidden();
  await accessible(window, 'the tab Build');
  await window.getByTestId('pane-tab-build').press('ArrowLeft');
  await expect(window.getByTestId('plots')).toBeVisible();
  await expect(window.getByTestId('pane-tab-plots')).toBeFocused();
  await window.keyboard.press('Control+2');
  await window.getByTestId('block-0').click();
  await window.keyboard.press('Enter');
  await window.getByTestId('field-units').fill('7');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('architecture')).toHaveText('2-7-3-1');
  await window.getByTestId('more').click();
  await accessible(window, 'the menu ⋯');
  await window.getByTestId('undo').click();
  await expect(window.getByTestId('architecture')).toHaveText('2-6-3-1');
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('more')).toBeFocused();
  await window.getByTestId('rooms').click();
  await accessible(window, 'the menu of pages');
  await window.getByTestId('tab-runs').click();
  await expect(window.getByTestId('rooms')).toHaveText('Runs');
});

test('the first visit has one sentence, until the first step ever', async ({ lab }) => {
  const { window } = lab;
  const sentence = window.getByTestId('first-sentence');
  await expect(sentence).toContainText('Press Space and these 43 numbers learn to tell discs from triangles');
  await window.keyboard.press('ArrowRight');
  await expect(window.getByTestId('timeline')).toBeVisible();
  await expect(sentence).toBeHidden();
  await window.getByTestId('reset').click();
  await expect(window.getByTestId('transport')).toHaveAttribute('data-step', '0');
  await window.reload();
  await expect(window.getByTestId('timeline')).toBeVisible();
  await expect(sentence).toBeHidden();
});

test('what is dragged out of the palette at 683 × 384 is dragged into the network', async ({ lab }) => {
  const { window } = lab;
  await window.setViewportSize({ width: 683, height: 384 });
  await window.getByTestId('pane-tab-build').click();
  const piece = await window.getByTestId('palette-dropout').boundingBox();
  if (!piece) throw new Error('no palette');
  await window.mouse.move(piece.x + 20, piece.y + 10);
  await window.mouse.down();
  await window.mouse.move(piece.x + 40, piece.y + 20, { steps: 3 });
  const first = window.getByTestId('block-1');
  await expect(first).toBeVisible();
  await settled(window);
  const block = await first.boundingBox();
  if (!block) throw new Error('no block');
  await window.mouse.move(block.x + 200, block.y - 8, { steps: 8 });
  await window.mouse.up();
  await expect(window.getByTestId('field-p')).toBeVisible(); // the settings of the new block
  await window.getByTestId('pane-tab-network').click();
  await expect(window.locator('[data-title="Dropout"]')).toBeVisible();
});
