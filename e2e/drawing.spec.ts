import type { Page } from '@playwright/test';
import { expect, status, test } from './lab.ts';
import { accessible } from './look.ts';

/** A click on the plane that is drawn on. */
async function put(window: Page, x1: number, x2: number): Promise<void> {
  const plane = window.getByTestId('drawing-plane');
  const { width, height } = (await plane.boundingBox()) ?? { width: 0, height: 0 };
  await plane.click({ position: { x: ((x1 + 5) / 10) * width, y: ((5 - x2) / 10) * height } });
}

/** The colours that fill a part of the boundary plot, by their hue. */
const hues = (window: Page): Promise<string[]> =>
  window.locator('[data-testid="plane"]').evaluate((button) => {
    const canvas = button.parentElement?.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return [];
    const counts: Record<string, number> = {};
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = data.slice(i, i + 3);
      if (Math.max(r, g, b) - Math.min(r, g, b) < 24) continue;
      const hue =
        r >= g && r >= b ? (b > g ? 'violet' : 'orange') : b >= r && b >= g ? (r > g ? 'violet' : 'blue') : 'green';
      counts[hue] = (counts[hue] ?? 0) + 1;
    }
    return Object.keys(counts)
      .filter((hue) => (counts[hue] ?? 0) > 0.02 * canvas.width * canvas.height)
      .sort();
  });

test('three classes are drawn, used and trained; the boundary has three regions, and a reload keeps the points', async ({
  lab,
}) => {
  const { window } = lab;
  // wide enough that no seed leaves it without a unit that learns
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-overfit').click();
  await window.getByTestId('draw-points').click();
  await expect(window.getByTestId('drawing-plane')).toBeVisible();
  await window.getByTestId('drawing-classes').fill('3');
  await window.keyboard.press('Enter');
  for (const [label, x1, x2] of [
    [0, -3, -3],
    [1, 3, -3],
    [2, 0, 3],
  ] as const) {
    await window.getByTestId('drawing-plane').focus();
    await window.keyboard.press(String(label));
    for (const away of [-0.6, 0, 0.6, 1.2]) await put(window, x1 + away, x2 + away);
  }
  await expect(window.getByTestId('drawing-count')).toHaveText('60 points');
  await window.keyboard.press('Control+z');
  await expect(window.getByTestId('drawing-count')).toHaveText('55 points');
  await put(window, 1.2, 4.2);
  await expect(window.getByTestId('drawing-count')).toHaveText('60 points');
  await expect(window.getByTestId('drawing-score')).toHaveText('100 % right');
  await accessible(window, 'drawing');

  // with what was begun, after a look at another page
  await window.getByTestId('tab-workbench').click();
  await window.getByTestId('document-menu').click();
  await window.getByTestId('document-draw').click();
  await expect(window.getByTestId('drawing-count')).toHaveText('60 points');
  await window.getByTestId('drawing-use').click();

  await expect(window.getByTestId('draw-points')).toHaveText('Edit points…');
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await expect.poll(() => hues(window)).toEqual(['blue', 'orange', 'violet']);
  await expect(window.getByRole('img', { name: /^Decision boundary at step/ })).toHaveAttribute(
    'aria-label',
    /0 of 42 training and 0 of 18 test examples misclassified/,
  );
  await accessible(window, 'drawn-boundary');

  await window.reload();
  await window.getByTestId('draw-points').click();
  await expect(window.getByTestId('drawing-count')).toHaveText('60 points');
  await expect(window.getByTestId('drawing-train-2')).toHaveText('14');
  await window.getByTestId('drawing-cancel').click();
  // one step of undo: data, loss and last layer together
  await window.getByTestId('undo').click();
  await expect(window.getByTestId('field-data')).toHaveValue('moons');
  await expect(window.getByTestId('draw-points')).toHaveText('Draw points…');
});
