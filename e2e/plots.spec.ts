import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, playhead, status, test, type Lab } from './lab.ts';

/** A plot's accessible table: its rows as text. */
const tableOf = (window: Page, plot: string): Promise<string[][]> =>
  window
    .getByTestId(`table-${plot}`)
    .evaluate((table: HTMLTableElement) =>
      [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())),
    );
/** As the tables write a number. */
const text = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(6))));

interface Recorded {
  step: number;
  loss: number;
  penalty: number;
  objective: number;
  meanLoss: number;
  testLoss: number | null;
  testStep: number | null;
}
async function recorded(lab: Lab): Promise<Recorded[]> {
  const { frames } = JSON.parse(await lab.command('show', '1', '--json')) as { frames: Recorded[] };
  return frames;
}

async function trained(window: Page): Promise<void> {
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('field-weightDecay').fill('0.001');
  await window.getByTestId('field-weightDecay').press('Enter');
  await window.getByTestId('play').click();
  await status(window, 'finished');
}

/** Saves a plot through its menu. */
async function saved(window: Page, plot: string, kind: 'png' | 'svg' | 'csv'): Promise<Buffer> {
  await window.getByTestId(`plot-${plot}`).hover();
  await window.getByTestId(`more-${plot}`).click();
  const [file] = await Promise.all([window.waitForEvent('download'), window.getByTestId(`save-${kind}`).click()]);
  expect(file.suggestedFilename()).toMatch(new RegExp(`^Moons-.*\\.${kind}$`));
  return readFileSync(await file.path());
}

test('the loss is what was recorded, step for step, as table and as file', async ({ lab }) => {
  const { window } = lab;
  await trained(window);
  const frames = await recorded(lab);
  const bySteps = new Map(frames.map((frame) => [String(frame.step), frame]));
  const [head, ...rows] = await tableOf(window, 'loss');
  expect(head).toEqual(['step', 'train', 'test', 'batch L', 's', 'J']);
  expect(rows.length).toBeGreaterThan(50);
  for (const [step = '', , testLoss, L, s, J] of rows) {
    const frame = bySteps.get(step);
    if (!frame) throw new Error(`no frame was recorded at step ${step}`);
    expect([L, s, J]).toEqual([frame.loss, frame.penalty, frame.objective].map(text));
    if (frame.testStep === frame.step) expect(testLoss).toBe(text(frame.testLoss));
  }
  const csv = (await saved(window, 'loss', 'csv')).toString();
  const lines = csv.trim().split('\r\n').slice(1);
  expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(frames.map(({ step }) => step));
  expect(lines.map((line) => Number(line.split(',')[5]))).toEqual(frames.map(({ objective }) => objective));
  // without smoothing the training line is the mean loss as it was recorded
  await window.getByTestId('plot-loss').getByTestId('smoothing').selectOption('none');
  await expect.poll(async () => (await tableOf(window, 'loss')).at(-1)?.[1]).toBe(text(frames.at(-1)?.meanLoss ?? NaN));
});

test('pointing at a step shows it in every plot, and leaves the playhead where it is', async ({ lab }) => {
  const { window } = lab;
  await trained(window);
  const before = await tableOf(window, 'flow');
  const end = await playhead(window);
  const box = await window.getByTestId('plot-loss').locator('canvas').first().boundingBox();
  if (!box) throw new Error('there is no loss plot');
  await window.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await expect(window.getByTestId('pointed-step')).toContainText('looking at step');
  await expect.poll(() => tableOf(window, 'flow')).not.toEqual(before);
  const pointed = await tableOf(window, 'flow');
  expect(await playhead(window)).toEqual(end);
  // the same as with the playhead there
  const step = Number((await window.getByTestId('pointed-step').innerText()).replace(/\D/g, ''));
  await window.mouse.move(5, 5);
  await expect.poll(() => tableOf(window, 'flow')).toEqual(before);
  await window.getByTestId('timeline').evaluate((bar: HTMLInputElement, to) => {
    bar.value = String(to);
    bar.dispatchEvent(new Event('input', { bubbles: true }));
  }, step);
  await expect.poll(() => tableOf(window, 'flow')).toEqual(pointed);
});

test('plots are hidden, shown, moved and widened; that is undone, saved, and no new run', async ({ lab }) => {
  const { window } = lab;
  const shown = (): Promise<string[]> =>
    window
      .getByTestId('plots')
      .locator('figure')
      .evaluateAll((all: HTMLElement[]) => all.map(({ dataset }) => dataset['testid'] ?? ''));
  await window.setViewportSize({ width: 1366, height: 900 });
  await trained(window);
  const usual = await shown();
  expect(usual).toEqual(['plot-loss', 'plot-boundary', 'plot-flow', 'plot-weights', 'plot-preactivations']);
  await window.getByTestId('plot-flow').hover();
  await window.getByTestId('more-flow').click();
  await window.getByTestId('hide').click();
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('show-accuracy').check();
  await window.keyboard.press('Escape');
  await window.getByTestId('plot-accuracy').hover();
  await window.getByTestId('more-accuracy').click();
  await window.getByTestId('move-up').click();
  const arranged = ['plot-loss', 'plot-boundary', 'plot-weights', 'plot-accuracy', 'plot-preactivations'];
  await expect.poll(shown).toEqual(arranged);
  await status(window, 'finished');
  await expect(window.getByTestId('saved')).toHaveText('saved');
  await lab.crashAndRestart();
  await expect.poll(shown).toEqual(arranged);
  await status(window, 'finished');
  for (let i = 0; i < 3; i++) await window.getByTestId('undo').click();
  await expect.poll(shown).toEqual(usual);
  await status(window, 'finished');
  for (let i = 0; i < 3; i++) await window.getByTestId('redo').click();
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('usual-plots').click();
  await window.keyboard.press('Escape');
  await expect.poll(shown).toEqual(usual);
});
