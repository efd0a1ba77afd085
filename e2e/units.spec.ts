import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, playhead, slow, status, test } from './lab.ts';
import { look, sizes, toggleProjector } from './look.ts';

/** Trains 2-6-3-1 for some steps and pauses it, seen at the units. */
async function trained(window: Page): Promise<void> {
  await window.getByTestId('zoom-units').click();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished');
}

const runOf = (window: Page): Promise<string | null> => window.getByTestId('transport').getAttribute('data-run');

test('the numbers of a unit and of an edge are those of the step', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('zoom-units').click();
  await window.getByTestId('step').click();
  await status(window, 'paused');
  await expect(window.getByTestId('transport')).toHaveAttribute('data-step', '1');
  await window.getByTestId('rewind').click();
  await expect(window.getByTestId('transport')).toHaveAttribute('data-step', '0');
  await window.getByTestId('node-unit-1-3').click();
  // the first batch, walked once more by the command line
  const plan = join(lab.data, 'plan.json');
  await window.getByTestId('document-menu').click();
  writeFileSync(plan, (await lab.saved(() => window.getByTestId('export').click())).bytes);
  const trace = JSON.parse(await lab.command('trace', plan)) as { nodes: Record<string, { values: number[] }> };
  const number = async (id: string): Promise<number> =>
    Number((await window.getByTestId(id).innerText()).trim().replace('−', '-'));
  const W = trace.nodes['W1']?.values.slice(6, 8) ?? [];
  const dW = trace.nodes['dW1']?.values.slice(6, 8) ?? [];
  for (const i of [0, 1]) {
    expect(await number(`set-weight-${i}`)).toBeCloseTo(W[i] ?? NaN, 3);
    expect(await number(`gradient-weight-${i}`)).toBeCloseTo(dW[i] ?? NaN, 4);
  }
  // an edge under the pointer, to six digits
  const from = await window.getByTestId('node-unit-0-1').boundingBox();
  const to = await window.getByTestId('node-unit-1-3').boundingBox();
  if (!from || !to) throw new Error('units are not drawn');
  await window.mouse.move((from.x + from.width + to.x) / 2, (from.y + from.height / 2 + to.y + to.height / 2) / 2);
  await expect(window.getByTestId('card-value')).toBeVisible();
  expect(await number('card-value')).toBeCloseTo(W[1] ?? NaN, 5);
});

test('a weight is set by mouse, and another by keyboard alone: each starts a branch', async ({ lab }) => {
  const { window } = lab;
  await trained(window);
  const first = await runOf(window);
  const from = await window.getByTestId('node-unit-0-0').boundingBox();
  const to = await window.getByTestId('node-unit-1-0').boundingBox();
  if (!from || !to) throw new Error('units are not drawn');
  await window.mouse.click((from.x + from.width + to.x) / 2, (from.y + from.height / 2 + to.y + to.height / 2) / 2);
  await window.getByTestId('parameter-value').fill('1.25');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('transport')).not.toHaveAttribute('data-run', first ?? '');
  await window.getByTestId('node-unit-1-0').click();
  await expect(window.getByTestId('set-weight-0')).toHaveText('1.250');
  const second = await runOf(window);
  await window.getByTestId('node-unit-1-0').focus();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('parameter-value')).toBeFocused();
  await window.keyboard.type('-0.5');
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('transport')).not.toHaveAttribute('data-run', second ?? '');
  await expect(window.getByTestId('set-weight-0')).toHaveText('−0.500');
  await window.getByTestId('tab-runs').click();
  for (const run of [first, second]) await expect(window.getByTestId(`run-row-${run ?? ''}`)).toBeVisible();
});

test('looks: both sizes, light, dark and projector', { tag: slow }, async ({ lab }) => {
  test.setTimeout(120_000);
  const { window } = lab;
  await trained(window);
  await window.getByTestId('node-unit-1-3').click();
  const on = (await window.getByTestId('card-on').innerText()).split(' of ');
  await expect(window.getByTestId('plot-unit').getByRole('img')).toHaveAccessibleName(
    new RegExp(`on: ${on.join(' of ')}, axis`),
  );
  for (const size of sizes) {
    await window.setViewportSize(size);
    await look(window, 'units');
    await window.getByTestId('theme').click();
    await look(window, 'units-dark');
    await window.getByTestId('theme').click();
    await toggleProjector(window);
    await look(window, 'units-projector');
    await toggleProjector(window);
  }
});

test('large layers are sampled, and it is said', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-exercise2').click();
  await window.getByTestId('zoom-units').click();
  await expect(window.getByTestId('units-count')).toContainText('1,210 units, 508,200 edges');
  await look(window, 'units-large');
});

test('dropped units are drawn anew at every step, and say so with the mask of the example on show', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('block-1').click();
  await window.getByTestId('palette-dropout').click();
  await window.getByTestId('zoom-units').click();
  await expect(window.getByTestId('dropped-legend')).toContainText('dropped for example 1 of');
  const masks = (): Promise<string> =>
    window
      .locator('[data-testid^="node-unit-1-"]')
      .evaluateAll((all) =>
        all.map((unit) => (unit.getAttribute('aria-label')?.includes('dropped: times 0') ? '0' : '2')).join(''),
      );
  const seen = new Set([await masks()]);
  for (let step = 1; step <= 6; step++) {
    await window.getByTestId('step').click();
    await expect.poll(async () => (await playhead(window)).step).toBe(step);
    seen.add(await masks());
  }
  expect(seen.size).toBeGreaterThan(2);
  expect([...seen].some((mask) => mask.includes('0') && mask.includes('2'))).toBe(true);
  const at = (await masks()).indexOf('2');
  await window.getByTestId(`node-unit-1-${at < 0 ? 0 : at}`).hover();
  await expect(window.getByTestId('card-mask')).toHaveText(at < 0 ? '0' : '1/(1 − p) = 2.00');
});
