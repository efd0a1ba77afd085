import type { Page } from '@playwright/test';
import { expect, playhead, slow, status, test } from './lab.ts';
import { allSizes, faultsOf, settled } from './whole.ts';

/** Several runs are started one after the other. */
const LONG = { timeout: 30_000 };

/** What the heads of the columns say. */
const columns = (window: Page) =>
  window.locator('header[data-testid^="column-"]').evaluateAll((heads) =>
    heads.map((head) => {
      const { run = '', step = '', status: is = '', crc = '' } = (head as HTMLElement).dataset;
      return { run: Number(run), step: Number(step), status: is, crc };
    }),
  );
const speed = (window: Page, label: string) => window.getByTestId('speed').selectOption({ label });

test('two clicks train the four initializations side by side, under one playhead', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('compare-with').click();
  await window.getByTestId('vary-init').click();
  await expect.poll(async () => (await columns(window)).filter(({ run }) => run > 0).length, LONG).toBe(4);
  await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(50);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  // every column is at the step of the playhead: plans of equal length record equal steps
  await expect.poll(async () => new Set((await columns(window)).map(({ step }) => step)).size).toBe(1);
  await expect(window.getByTestId('differences')).toContainText('initialization');
  for (const [letter, init] of Object.entries({ B: 'zero', C: 'too_small', D: 'too_large' }))
    await expect(window.getByTestId(`set-init-${letter}`)).toHaveValue(init);

  await window.getByTestId('rewind').click();
  await expect.poll(async () => (await columns(window)).map(({ step }) => step)).toEqual([0, 0, 0, 0]);
  await window.getByTestId('step').click();
  // the next frame of whichever run has one: between those of the cadence, which all have, each recorded as its time allowed
  await expect.poll(async () => Math.max(...(await columns(window)).map(({ step }) => step))).toBeGreaterThan(0);
  // zeros stay zeros, and their loss is ln 2
  await expect(window.getByTestId('column-B-loss')).toHaveText('0.693');

  // a field that is the same is set in all of them, one that differs in its column: their runs are kept, and others begin
  await window.getByTestId('set-learningRate').click();
  await window.keyboard.type('0.5');
  await window.keyboard.press('Enter');
  await window.getByTestId('set-init-B').selectOption('he');
  await expect.poll(async () => (await columns(window)).map(({ run }) => run)).toEqual([0, 0, 0, 0]);
  await window.getByTestId('play').click();
  await expect.poll(async () => (await columns(window)).filter(({ run }) => run > 4).length, LONG).toBe(4);

  await window.keyboard.press('Escape');
  await expect(window.getByTestId('compare')).toHaveCount(0);
  await expect(window.getByTestId('zoom-layers')).toBeVisible();
  const runs = JSON.parse(await lab.command('runs', '--json')) as { name: string }[];
  const names = runs.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Moons', 'Moons, zero', 'Moons, too small', 'Moons, too large']));
  expect(names).toHaveLength(8);
});

test('a run that joins catches up; equal plans in a group are equal to the bit', async ({ lab }) => {
  const { window } = lab;
  await speed(window, 'max');
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await expect.poll(async () => (await playhead(window)).step).toBe(3000); // the end is said before its frame is drawn
  const alone = await playhead(window);
  await window.keyboard.press('c');
  await window.getByTestId('compare-search').fill('seed 15');
  await window.keyboard.press('Enter');
  await expect.poll(async () => (await columns(window))[1], LONG).toMatchObject({ step: 3000, status: 'finished' });
  // the same again from step 0, both at once
  await window.getByTestId('reset').click();
  await expect.poll(async () => (await columns(window)).map(({ step }) => step), LONG).toEqual([0, 0]);
  await window.getByTestId('play').click();
  await expect
    .poll(async () => (await columns(window)).map(({ status: is }) => is), LONG)
    .toEqual(['finished', 'finished']);
  await expect.poll(async () => (await columns(window)).map(({ step }) => step)).toEqual([3000, 3000]);
  const [a, b] = await columns(window);
  expect(a?.crc).toBe(alone.crc);
  expect(b?.crc).not.toBe(alone.crc);

  // what stands beside the run is there again after a reload
  await window.reload();
  await expect.poll(async () => (await columns(window)).map(({ crc }) => crc), LONG).toEqual([a?.crc, b?.crc]);
  await window.getByTestId('remove-B').click();
  await expect(window.getByTestId('compare')).toHaveCount(0);
});

test('by keyboard: found by name, set in all columns, undone in all of them', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('compare-with').focus();
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('compare-search')).toBeFocused();
  await window.keyboard.type('he');
  await expect(window.locator('[data-first]')).toHaveText(/^He/);
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('set-init-B')).toHaveValue('he');
  const rate = window.getByTestId('set-learningRate');
  await rate.click();
  await window.keyboard.type('0.5');
  await window.keyboard.press('Enter');
  await expect(rate).toHaveText('0.5');
  await window.keyboard.press('Control+z');
  await expect(rate).toHaveText('0.1');
  await window.keyboard.press('Control+Shift+z');
  await expect(rate).toHaveText('0.5');
  await window.getByTestId('compare-back').click();
  await expect(window.getByTestId('compare')).toHaveCount(0);
});

test('the whole comparison leaves as a picture and as numbers', async ({ lab }) => {
  const { window } = lab;
  await speed(window, 'max');
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await window.getByTestId('compare-with').click();
  await window.getByTestId('variant-weightDecay-2').click();
  await expect.poll(async () => (await columns(window))[1]?.step, LONG).toBe(3000);
  await window.getByTestId('compare-zoom-units').click();
  const leave = async (kind: string) => {
    await window.getByTestId('share-comparison').click();
    return lab.saved(() => window.getByTestId(`comparison-${kind}`).click());
  };
  const svg = (await leave('svg')).bytes.toString();
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(texts).toEqual(expect.arrayContaining(['Moons', 'Moons, Weight decay 0.1', 'Decision boundary']));
  const png = (await leave('png')).bytes;
  expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
  const csv = (await leave('csv')).bytes.toString().trim().split(/\r?\n/);
  expect(csv[0]).toContain('weight decay λ');
  expect(csv.filter((line) => line.startsWith('B,')).length).toBeGreaterThan(100);
  expect(csv.at(-1)).toMatch(/^B,3000,300,.*,0\.1$/);
});

test('a run dropped onto another on the Runs page stands beside it', async ({ lab }) => {
  const { window } = lab;
  await speed(window, 'max');
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await window.getByTestId('reset').click();
  await expect.poll(async () => (await playhead(window)).step).toBe(0);
  await window.getByRole('button', { name: 'Runs' }).click();
  await window.getByTestId('run-row-2').dragTo(window.getByTestId('run-row-1'));
  await expect.poll(async () => (await columns(window)).map(({ run }) => run), LONG).toEqual([1, 2]);
});

test('nothing of it is cut, covered or out of reach at any size', { tag: slow }, async ({ lab }) => {
  const { window } = lab;
  await speed(window, 'max');
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await window.getByTestId('compare-with').click();
  await window.getByTestId('variant-learningRate-3').click();
  await expect.poll(async () => (await columns(window))[1]?.step, LONG).toBe(3000);
  for (const zoom of ['layers', 'units', 'graph'])
    for (const at of allSizes) {
      await window.setViewportSize(at);
      await window.getByTestId(`compare-zoom-${zoom}`).click();
      await settled(window);
      expect.soft(await faultsOf(window), `${zoom}, ${at.width} × ${at.height}`).toEqual([]);
    }
});
