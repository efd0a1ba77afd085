import { expect, status, test } from './lab.ts';
const shot = (n: string) => ({ path: `/tmp/gl/scratch-units/${n}.png` });
test('shots', async ({ lab }) => {
  test.setTimeout(180_000);
  const { window } = lab;
  await window.getByTestId('zoom-units').click();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  for (const id of ['overfit', 'vanishing', 'digits', 'exercise2']) {
    await window.getByTestId('document-menu').click();
    await window.getByTestId(`preset-${id}`).click();
    await expect(window.getByTestId('units')).toBeVisible();
    if (id === 'vanishing') await window.getByTestId('init-too_large').click();
    await window.getByTestId('speed').selectOption({ label: 'max' });
    await window.getByTestId('play').click();
    await window.waitForTimeout(2500);
    await window.getByTestId('play').click();
    await window
      .getByTestId(id === 'exercise2' ? 'node-unit-2-9' : id === 'digits' ? 'node-unit-2-3' : 'node-unit-1-4')
      .click();
    if (id === 'vanishing') await window.getByTestId('show-gradient').click();
    await window.waitForTimeout(800);
    await window.screenshot(shot(id));
    if (id === 'vanishing') await window.getByTestId('show-value').click();
  }
});
test('themes', async ({ lab }) => {
  test.setTimeout(180_000);
  const { window } = lab;
  await window.getByTestId('zoom-units').click();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await window.getByTestId('node-unit-1-3').click();
  await window.setViewportSize({ width: 1920, height: 1080 });
  await window.mouse.move(0, 0);
  await window.waitForTimeout(500);
  await window.screenshot(shot('1920'));
  await window.getByTestId('theme').click();
  await window.waitForTimeout(500);
  await window.screenshot(shot('1920-dark'));
  await window.setViewportSize({ width: 1366, height: 768 });
  await window.waitForTimeout(300);
  const box = await window.getByTestId('node-unit-3-0').boundingBox();
  const b2 = await window.getByTestId('node-unit-2-1').boundingBox();
  if (!box || !b2) throw new Error();
  await window.mouse.move((box.x + b2.x + b2.width) / 2, (box.y + b2.y) / 2 + b2.height / 2);
  await window.waitForTimeout(300);
  await window.screenshot(shot('dark-edge'));
  await window.getByTestId('theme').click();
  await window.getByTestId('projector').click();
  await window.mouse.move(0, 0);
  await window.waitForTimeout(500);
  await window.screenshot(shot('projector'));
  await window.getByTestId('node-unit-1-5').hover();
  await window.waitForTimeout(300);
  await window.screenshot(shot('projector-low'));
});
