import type { Locator, Page } from '@playwright/test';
import { expect, test } from './lab.ts';
import { accessible } from './look.ts';

interface Point {
  x: number;
  y: number;
}

async function middle(place: Locator): Promise<Point> {
  const box = await place.boundingBox();
  if (!box) throw new Error('not on screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses at one point, moves as a hand does, and lets go at another. */
async function drag(window: Page, from: Point, to: Point): Promise<void> {
  await window.mouse.move(from.x, from.y);
  await window.mouse.down();
  await window.mouse.move(to.x, to.y, { steps: 8 });
  await window.mouse.move(to.x + 1, to.y, { steps: 2 });
  await window.mouse.up();
}
/** The wire before a block. */
async function gapBefore(window: Page, block: string): Promise<Point> {
  const box = await window.getByTestId(`block-${block}`).boundingBox();
  if (!box) throw new Error(`${block} is not on screen`);
  return { x: box.x + box.width / 2, y: box.y - 6 };
}
/** Drags a piece out of the palette and then straight in from the side: on the way no other gap opens. */
async function dragPiece(window: Page, piece: string, before: string): Promise<void> {
  const [from, to] = [await middle(window.getByTestId(`palette-${piece}`)), await gapBefore(window, before)];
  await window.mouse.move(from.x, from.y);
  await window.mouse.down();
  await window.mouse.move(from.x, to.y, { steps: 4 });
  await window.mouse.move(to.x, to.y, { steps: 8 });
  await window.mouse.up();
}
/** Draws a wire from one end of a block to another. */
const wire = async (window: Page, from: string, to: string): Promise<void> => {
  await drag(window, await middle(window.getByTestId(from)), await middle(window.getByTestId(to)));
};

const blocks = (window: Page): Locator => window.locator('[data-testid^="block-"]');
const titles = (window: Page): Promise<(string | null)[]> =>
  blocks(window).evaluateAll((all) => all.map((block) => block.getAttribute('data-title')));
const network = (window: Page): Promise<(string | null)[]> => titles(window).then((all) => all.slice(1, -1));
const settled = (window: Page): Promise<unknown> =>
  window
    .getByTestId('chain')
    .evaluate((chain) =>
      Promise.all(chain.getAnimations({ subtree: true }).map((animation) => animation.finished.catch(() => null))),
    );

async function units(window: Page, index: number, n: number): Promise<void> {
  await window.getByTestId(`here-units-${index}`).click();
  await window.getByTestId(`here-units-${index}`).fill(String(n));
  await window.getByTestId(`here-units-${index}`).press('Enter');
}

/** Picks all layers and deletes them. */
async function empty(window: Page): Promise<void> {
  await window.getByTestId('block-0').focus();
  await window.keyboard.press('Control+a');
  await window.keyboard.press('Delete');
  await expect(blocks(window)).toHaveCount(2);
}

test('2-6-3-1 by mouse: drag in, drop between blocks, reorder, connect', async ({ lab }) => {
  const { window } = lab;
  await empty(window);
  await expect(window.getByTestId('slot')).toHaveText('Drop a layer here, or press +');
  await dragPiece(window, 'dense', 'loss');
  await expect.poll(() => network(window)).toEqual(['Dense 1']);
  await expect(window.getByTestId('slot')).toHaveCount(0);
  await settled(window);
  await dragPiece(window, 'dense', '0');
  await settled(window);
  await dragPiece(window, 'dense', '0');
  await settled(window);
  await dragPiece(window, 'relu', '2'); // between blocks
  await settled(window);
  await dragPiece(window, 'tanh', 'loss');
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'Dense 2', 'ReLU', 'Dense 3', 'tanh']);
  await settled(window);

  // reorder: the second ReLU's place is after Dense 1; tanh is dragged there
  await drag(window, await middle(window.getByTestId('block-4')), await gapBefore(window, '1'));
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'tanh', 'Dense 2', 'ReLU', 'Dense 3']);
  await window.getByTestId('here-fn-1').selectOption('relu');
  await settled(window);

  // connect: Dense 2 after the data, then back by the other end of the wire
  await window.getByTestId('block-2').hover();
  await wire(window, 'output-data', 'input-2');
  await expect(window.getByTestId('announcement')).toContainText('connected');
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'Dense 2', 'ReLU', 'ReLU', 'Dense 3']);
  await settled(window);
  await wire(window, 'input-0', 'output-2');
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dense 3']);
  await settled(window);
  await wire(window, 'output-0', 'input-loss'); // the last layer now
  await expect.poll(() => network(window)).toEqual(['ReLU', 'Dense 1', 'ReLU', 'Dense 2', 'Dense 3']);
  await window.getByTestId('undo').click();

  await units(window, 0, 6);
  await units(window, 2, 3);
  await units(window, 4, 1);
  await expect(window.getByTestId('architecture')).toHaveText('2-6-3-1');
  await expect(window.getByTestId('parameters-total')).toHaveText('43');
  await expect(window.getByTestId('play')).toBeEnabled();
});

test('approached from above, a layer drops where it was aimed at, and the slot opens at the pointer', async ({
  lab,
}) => {
  const { window } = lab;
  const from = await middle(window.getByTestId('palette-dropout'));
  const aim = await gapBefore(window, '4');
  const above = await middle(window.getByTestId('block-data'));
  await window.mouse.move(from.x, from.y);
  await window.mouse.down();
  await window.mouse.move(aim.x, above.y, { steps: 4 });
  await window.mouse.move(aim.x, aim.y, { steps: 30 });
  await expect(window.getByTestId('aimed')).toHaveCount(0); // it rests: what was aimed at is open
  await settled(window);
  const slot = await window.getByTestId('slot').boundingBox();
  if (!slot) throw new Error('nothing is open');
  expect(Math.abs(slot.y - aim.y)).toBeLessThan(24);
  await window.mouse.move(aim.x + 1, aim.y + 2);
  await window.mouse.up();
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dropout', 'Dense 3']);
});

test('what is dragged goes back with Escape, and a wire let go on empty ground asks what to add', async ({ lab }) => {
  const { window } = lab;
  const before = await titles(window);
  const from = await middle(window.getByTestId('block-0'));
  await window.mouse.move(from.x, from.y);
  await window.mouse.down();
  const to = await gapBefore(window, 'loss');
  await window.mouse.move(to.x, to.y, { steps: 8 });
  await expect(window.getByTestId('ghost')).toBeVisible();
  await expect(window.getByTestId('slot')).toContainText('Drop here');
  await window.keyboard.press('Escape');
  await window.mouse.up();
  await expect(window.getByTestId('ghost')).toHaveCount(0);
  expect(await titles(window)).toEqual(before);

  await settled(window);
  const ground = await window.getByTestId('chain').boundingBox();
  if (!ground) throw new Error('no chain');
  await window.getByTestId('block-1').hover();
  await drag(window, await middle(window.getByTestId('output-1')), { x: ground.x + 4, y: ground.y + 300 });
  await expect(window.getByTestId('add-menu')).toBeVisible();
  await window.getByTestId('add-dropout').click();
  await expect.poll(async () => (await network(window))[2]).toBe('Dropout');
});

test('2-6-3-1 by keyboard alone', async ({ lab }) => {
  const { window } = lab;
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await window.keyboard.press(key);
  };
  await window.getByTestId('block-data').focus();
  await press('ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Delete');
  await expect(blocks(window)).toHaveCount(2);

  await window.getByTestId('block-data').focus();
  const name = (): Promise<string | null> =>
    window.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  await press('+');
  await expect(window.getByTestId('add-dense')).toBeFocused();
  await press('Enter');
  await expect.poll(name).toMatch(/^Dense 1, 1 unit, block 2 of 3/);
  await press('+', 'r', 'Enter');
  await expect.poll(name).toMatch(/^ReLU, activation, block 3 of 4/);
  await press('Insert', 'Enter', '+', 'ArrowDown', 'Enter', '+', 'Escape');
  await expect.poll(name).toMatch(/^ReLU, activation, block 5 of 6/);
  await press('+', 'ArrowDown', 'ArrowUp', 'Enter');
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dense 3']);

  // Tab goes through what is in the block, then to its +
  await press('ArrowUp', 'ArrowUp', 'Tab');
  const reached: (string | null)[] = [];
  for (let i = 0; i < 7; i++) {
    reached.push(await name());
    await press('Tab');
  }
  expect(reached).toEqual([
    'Bias',
    'Frozen',
    'Units: 1',
    'Initialization',
    'Duplicate Dense 2',
    'Remove Dense 2',
    'Add after Dense 2',
  ]);
  await window.getByTestId('block-2').focus();
  await press('Tab', 'Tab', 'Tab', 'Enter', 'Control+a', '3', 'Enter');
  await expect(window.getByTestId('here-units-2')).toBeFocused();
  await window.getByTestId('block-2').focus();
  await press('ArrowUp', 'ArrowUp', 'Enter', 'Control+a', '6', 'Enter'); // in the inspector
  await expect(window.getByTestId('architecture')).toHaveText('2-6-3-1');

  await window.getByTestId('block-0').focus();
  await press('ArrowDown', 'Alt+ArrowDown');
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'Dense 2', 'ReLU', 'ReLU', 'Dense 3']);
  await press('Alt+ArrowUp');
  await expect.poll(() => network(window)).toEqual(['Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dense 3']);
  await expect(window.getByTestId('parameters-total')).toHaveText('43');
});

test('several at once: duplicate, move, change, delete; undo to the start, and redo', async ({ lab }) => {
  const { window } = lab;
  const start = await network(window);
  await window.getByTestId('block-2').click();
  await window.getByTestId('block-3').click({ modifiers: ['Control'] });
  await expect(window.getByText('2 blocks selected')).toBeVisible();
  await window.keyboard.press('Control+d');
  await expect
    .poll(() => network(window))
    .toEqual(['Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dense 3', 'ReLU', 'Dense 4']);
  await expect(window.getByText('2 blocks selected')).toBeVisible();
  await window.getByTestId('all-fn').selectOption('tanh');
  await window.getByTestId('all-init').selectOption('he');
  await window.getByTestId('all-bias').uncheck();
  await window.getByTestId('all-frozen').check();
  await expect(window.getByTestId('block-4')).toContainText('no bias');
  await expect(window.getByTestId('block-4')).toContainText('frozen');
  await window.getByTestId('block-4').focus();
  await window.keyboard.press('Alt+ArrowUp');
  await expect
    .poll(() => network(window))
    .toEqual(['Dense 1', 'ReLU', 'Dense 2', 'Dense 3', 'tanh', 'ReLU', 'Dense 4']);
  await settled(window);

  // one of them drags both
  await drag(window, await middle(window.getByTestId('block-3')), await gapBefore(window, '6'));
  await expect
    .poll(() => network(window))
    .toEqual(['Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dense 3', 'tanh', 'Dense 4']);
  await window.getByTestId('block-4').focus();
  await window.keyboard.press('Delete');
  await expect.poll(() => network(window)).toEqual(start);
  await settled(window);

  // a box drawn from the ground
  const chain = await window.getByTestId('chain').boundingBox();
  const [a, b] = await Promise.all(['1', '3'].map((at) => middle(window.getByTestId(`block-${at}`))));
  if (!chain || !a || !b) throw new Error('not on screen');
  await drag(window, { x: chain.x + 4, y: a.y }, { x: chain.x + 80, y: b.y });
  await expect(window.getByText('3 blocks selected')).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(window.getByText('3 blocks selected')).toHaveCount(0);

  for (let i = 0; (await window.getByTestId('undo').isEnabled()) && i < 20; i++)
    await window.getByTestId('undo').click();
  expect(await network(window)).toEqual(start);
  for (let i = 0; (await window.getByTestId('redo').isEnabled()) && i < 20; i++)
    await window.getByTestId('redo').click();
  expect(await network(window)).toEqual(start);
  await empty(window); // one step
  await window.getByTestId('undo').click();
  await expect.poll(() => network(window)).toEqual(start);
  await window.getByTestId('redo').click();
  await expect(blocks(window)).toHaveCount(2);
});

test('data and loss from the palette go where they belong, and nowhere else', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('palette-more').click();
  const from = await middle(window.getByTestId('palette-circle'));
  await window.mouse.move(from.x, from.y);
  await window.mouse.down();
  const elsewhere = await middle(window.getByTestId('block-2'));
  await window.mouse.move(elsewhere.x, elsewhere.y, { steps: 5 });
  await expect(window.getByTestId('block-data')).toContainText('Drop here to learn circle instead of moons');
  await expect(window.getByTestId('slot')).toHaveCount(0);
  await window.mouse.up();
  await expect(window.getByTestId('block-data')).toContainText('moons, 100 train');
  await drag(window, from, await middle(window.getByTestId('block-data')));
  await expect(window.getByTestId('block-data')).toContainText('circle, 100 train');

  await window.getByTestId('palette-softmax_cross_entropy').focus();
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('block-loss')).toContainText('softmax cross-entropy');
  await expect(window.getByTestId('architecture')).toHaveText('2-6-3-2'); // fitted
  await window.getByTestId('palette-data').click();
  await expect(window.getByTestId('field-data')).toBeFocused();
  await window.getByTestId('palette-loss').click();
  await expect(window.getByTestId('field-loss')).toBeFocused();
});

test('every setting is edited in its block; what cannot be is said there and not taken', async ({ lab }) => {
  const { window } = lab;
  const here = (field: string): Locator => window.getByTestId(`here-${field}`);
  await here('init-0').selectOption('he');
  await expect(window.getByTestId('block-0')).toContainText('He');
  await window.getByTestId('block-0').hover();
  await here('bias-0').click();
  await expect(here('bias-0')).toHaveAttribute('aria-checked', 'false');
  await expect(window.getByTestId('block-0')).toContainText('no bias');
  await here('frozen-0').click();
  await expect(here('frozen-0')).toHaveAttribute('aria-checked', 'true');
  await here('fn-1').selectOption('tanh');
  await expect(window.getByTestId('block-1')).toHaveAttribute('data-title', 'tanh');

  await window.getByTestId('palette-dropout').click();
  const { dropout, noise } = { dropout: 'dropout-4', noise: 'noise-5' };
  await here(dropout).click();
  await here(dropout).fill('1.5');
  await expect(window.getByTestId('block-4').getByRole('alert')).toContainText('too high');
  await here(dropout).press('Enter');
  await here(dropout).press('Escape');
  await expect(here(dropout)).toHaveText('0.5');
  await here(dropout).click();
  await here(dropout).fill('0.25');
  await here(dropout).press('Enter');
  await expect(here(dropout)).toHaveText('0.25');
  await window.getByTestId('palette-noise').click();
  await here(noise).click();
  await here(noise).fill('0.3');
  await here(noise).press('Enter');
  await expect(here(noise)).toHaveText('0.3');

  await window.getByTestId('block-loss').click();
  await here('weightDecay').click();
  await here('weightDecay').fill('0.001');
  await here('weightDecay').press('Enter');
  await expect(window.getByTestId('field-weightDecay')).toHaveValue('0.001');
  await expect(window.getByTestId('block-loss')).toContainText('J=L+s');
  await here('loss').selectOption('squared_error');
  await expect(window.getByTestId('block-loss')).toContainText('squared error');

  await units(window, 6, 2);
  await expect(window.getByTestId('block-6').getByRole('alert')).toContainText('needs 1');
  await expect(window.getByTestId('play')).toBeDisabled();
  await window.getByTestId('block-6').getByTestId('repair').click();
  await expect(window.getByTestId('play')).toBeEnabled();
  await expect(here('units-6')).toHaveText('1 unit');
});

test('twenty blocks scroll, by keyboard too', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('block-0').focus();
  for (const key of ['a', 'd', 'a', 'd']) await window.keyboard.press(`Control+${key}`);
  await expect(blocks(window)).toHaveCount(22);
  await window.getByTestId('block-data').focus();
  await expect(window.getByText(/^\d+ more$/)).toBeVisible();
  for (let i = 0; i < 21; i++) await window.keyboard.press('ArrowDown');
  await expect(window.getByTestId('block-loss')).toBeInViewport({ ratio: 1 });
  await expect(window.getByText(/^\d+ more$/)).toHaveCount(0);
  await window.keyboard.press('ArrowUp');
  await window.keyboard.press('+');
  await expect(window.getByTestId('add-menu')).toBeInViewport({ ratio: 1 });
});

test('nothing is kept from a screen reader: several blocks, the menu, all of the palette', async ({ lab }) => {
  test.setTimeout(120_000);
  const { window } = lab;
  await window.getByTestId('palette-more').click();
  await window.getByTestId('block-1').focus();
  await window.keyboard.press('Shift+ArrowDown');
  await settled(window);
  await accessible(window, 'several blocks', '.panes');
  await window.keyboard.press('+');
  await expect(window.getByTestId('add-menu')).toBeVisible();
  await accessible(window, 'the menu', '.panes');
});
