import type { Page } from '@playwright/test';
import { expect, playhead, status, test, type Lab } from './lab.ts';
import { trained } from './trained.ts';

/** A plot's accessible table, once it is up to date: its rows as text. */
async function tableOf(window: Page, plot: string): Promise<string[][]> {
  const table = window.getByTestId(`table-${plot}`);
  await expect(table).toHaveAttribute('aria-busy', 'false');
  return table.evaluate((rows: HTMLTableElement) =>
    [...rows.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())),
  );
}
/** As the tables write a number. */
const text = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(6))));

interface Recorded {
  step: number;
  loss: number;
  penalty: number;
  objective: number;
  epochLoss: number;
  testLoss: number | null;
  testStep: number | null;
  accuracy: number;
  /** The small tensors of the frame. */
  entries: Record<string, (number | null)[]>;
}
async function recorded(lab: Lab): Promise<Recorded[]> {
  const shown = await lab.command('show', '1', '--json', '--tensors');
  return (JSON.parse(shown) as { frames: Recorded[] }).frames;
}
const atStep = (frames: Recorded[], step: number): Recorded => {
  const frame = frames.find((one) => one.step === step);
  if (!frame) throw new Error(`no frame was recorded at step ${step}`);
  return frame;
};

/** Shows plots through the picker. */
async function show(window: Page, ...plots: string[]): Promise<void> {
  await window.getByTestId('choose-plots').click();
  for (const plot of plots) await window.getByTestId(`show-${plot}`).check();
  await window.keyboard.press('Escape');
}

/** Saves a plot through its menu. */
async function saved(lab: Lab, plot: string, kind: 'png' | 'svg' | 'csv'): Promise<Buffer> {
  const { window } = lab;
  await window.getByTestId(`plot-${plot}`).hover();
  await window.getByTestId(`more-${plot}`).click();
  const { name, bytes } = await lab.saved(() => window.getByTestId(`save-${kind}`).click());
  expect(name).toMatch(new RegExp(`^Moons-.*\\.${kind}$`));
  return bytes;
}

test('the loss is what was recorded, step for step, as table and as file', async ({ lab }) => {
  const { window } = lab;
  await trained(window);
  const frames = await recorded(lab);
  const bySteps = new Map(frames.map((frame) => [String(frame.step), frame]));
  await expect.poll(async () => (await tableOf(window, 'loss')).length).toBeGreaterThan(30);
  const [head, ...rows] = await tableOf(window, 'loss');
  expect(head).toEqual(['step', 'train', 'test', 'batch L', 's', 'J']);
  for (const [step = '', train, testLoss, L, s, J] of rows) {
    const frame = bySteps.get(step);
    if (!frame) throw new Error(`no frame was recorded at step ${step}`);
    expect([train, L, s, J]).toEqual([frame.epochLoss, frame.loss, frame.penalty, frame.objective].map(text));
    if (frame.testStep === frame.step) expect(testLoss).toBe(text(frame.testLoss));
  }
  const csv = (await saved(lab, 'loss', 'csv')).toString();
  const lines = csv.trim().split('\r\n').slice(1);
  expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(frames.map(({ step }) => step));
  expect(lines.map((line) => Number(line.split(',')[5]))).toEqual(frames.map(({ objective }) => objective));
  // without a mean the training line is L of single minibatches
  await window.getByTestId('plot-loss').getByTestId('smoothing').selectOption('none');
  await expect.poll(async () => (await tableOf(window, 'loss')).at(-1)?.[1]).toBe(text(frames.at(-1)?.loss ?? NaN));
});

test('pointing at a step shows it in every plot, and leaves the playhead where it is', async ({ lab }) => {
  const { window } = lab;
  await show(window, 'accuracy', 'norms');
  await trained(window);
  const frames = await recorded(lab);
  /** What the flow plot must say of a step. */
  const flow = (step: number): string[][] => {
    const { entries } = atStep(frames, step);
    const of = (name: string, i: number): number => entries[name]?.[i] ?? NaN;
    return [0, 1, 2].map((i) => {
      const [weight, update] = [of('‖W‖', i), of('‖ΔW‖', i)];
      return [`W${i + 1}`, weight, of('‖dW‖', i), update, update / weight, of('‖dh‖', i)].map((cell) =>
        typeof cell === 'string' ? cell : text(Number.isNaN(cell) ? null : cell),
      );
    });
  };
  const shown = async (): Promise<string[][]> => (await tableOf(window, 'flow')).slice(1);
  const end = await playhead(window);
  await expect.poll(shown).toEqual(flow(end.step));
  for (const [plot, share] of [
    ['loss', 0.3],
    ['norms', 0.6],
  ] as const) {
    const canvas = window.getByTestId(`plot-${plot}`).locator('canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (!box) throw new Error(`there is no ${plot} plot`);
    await window.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    const told = window.getByTestId('pointed-step');
    await expect(told).toContainText('looking at step');
    const step = Number((await told.innerText()).replace(/\D/g, ''));
    expect(step).toBeLessThan(end.step);
    await expect.poll(shown).toEqual(flow(step));
    expect(await playhead(window)).toEqual(end);
  }
  await window.mouse.move(5, 5);
  await expect.poll(shown).toEqual(flow(end.step));
  // the norms of the whole run
  await expect.poll(async () => (await tableOf(window, 'norms')).length).toBeGreaterThan(30);
  const [, ...norms] = await tableOf(window, 'norms');
  for (const [step, ...cells] of norms) {
    const { entries } = atStep(frames, Number(step));
    expect(cells).toEqual([0, 1, 2].map((i) => text((entries['‖ΔW‖']?.[i] ?? NaN) / (entries['‖W‖']?.[i] ?? NaN))));
  }
});

test('digits: mistakes, confusion and shares are those that were recorded', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-digits').click();
  await expect(window.getByTestId('plot-predictions')).toBeVisible(); // the plots of another document until it is open
  await show(window, 'confusion', 'preactivations', 'activations', 'digit');
  await window.getByTestId('speed').selectOption({ label: '10 steps/s' }); // so that it is paused before its end, however slow the window
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step, { timeout: 30_000 }).toBeGreaterThan(20);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  const { step } = await playhead(window);
  const { accuracy, entries } = atStep(await recorded(lab), step);
  const wrong = Math.round(100 * (1 - accuracy));
  await expect(window.getByTestId('misclassified')).toHaveText(`${wrong}/100`);
  await expect.poll(async () => (await tableOf(window, 'predictions')).length).toBe(101);
  const predictions = (await tableOf(window, 'predictions')).slice(1);
  for (const [, , digit, answer, right] of predictions) expect(right).toBe(digit === answer ? 'yes' : 'no');
  const counts = async (): Promise<number[]> =>
    (await tableOf(window, 'confusion')).slice(1).flatMap((row) => row.slice(1).map(Number));
  await expect.poll(counts).toEqual(entries['confusion']);
  const confusion = await counts();
  expect(confusion.reduce((sum, count) => sum + count, 0)).toBe(2000);
  const activations = async (): Promise<string[]> => (await tableOf(window, 'activations'))[1] ?? [];
  await expect
    .poll(async () => (await activations()).slice(-2))
    .toEqual([entries['saturated']?.[0], entries['dead']?.[0]].map((v) => text(v ?? null)));
  const row = await activations();
  expect(row[2]).toBe(text(entries['mean']?.[1] ?? null));
  // a digit of the grid, picked with the keyboard and seen closely
  const grid = window.getByTestId('plot-predictions').getByRole('listbox');
  await grid.focus();
  await grid.press('ArrowRight');
  await grid.press('Enter');
  const [, , label] = predictions[1] ?? [];
  await expect(window.getByTestId('table-digit').locator('caption')).toContainText(`a ${label}`);
});

test('the sigmoid is the lecture’s, and the first product the seed’s', async ({ lab }) => {
  const { window } = lab;
  await show(window, 'activation', 'product');
  const explorer = window.getByTestId('plot-activation');
  await explorer.scrollIntoViewIfNeeded();
  await explorer.getByTestId('activation-fn').selectOption('sigmoid');
  await expect.poll(async () => (await tableOf(window, 'activation')).length).toBeGreaterThan(30);
  for (const [z, f, df] of (await tableOf(window, 'activation')).slice(1)) {
    const sigmoid = 1 / (1 + Math.exp(-Number(z)));
    expect(Number(f)).toBeCloseTo(sigmoid, 5);
    expect(Number(df)).toBeCloseTo(sigmoid * (1 - sigmoid), 5);
  }
  const product = async (): Promise<string[][]> => tableOf(window, 'product');
  await expect.poll(async () => (await product()).length, { timeout: 30_000 }).toBeGreaterThan(10);
});

test('what is sent through the network is what the boundary answers', async ({ lab }) => {
  const { window } = lab;
  await trained(window);
  const plane = window.getByTestId('plane');
  const box = await plane.boundingBox();
  if (!box) throw new Error('there is no boundary');
  await plane.click({ position: { x: 0.9 * box.width, y: 0.1 * box.height } });
  const caption = window.getByTestId('table-boundary').locator('caption');
  await expect(caption).toContainText('probe (4.0, 4.0)');
  const p = Number(/ = ([\d.]+)$/.exec((await caption.textContent()) ?? '')?.[1]);
  await window.getByTestId('zoom-graph').click();
  await expect(window.getByText('no label, so no gradients').first()).toBeVisible();
  await window.getByTestId('zoom-layers').click();
  await plane.focus();
  await plane.press('Escape');
  await expect(caption).not.toContainText('probe');
  expect(p).toBeGreaterThan(0.5);
});

test('a plot is found by a word, brought into sight and focused; Enter shows the first that was found', async ({
  lab,
}) => {
  const { window } = lab;
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('find-plot').fill('100 matrices');
  await expect(window.getByTestId('show-activation')).toHaveCount(0);
  await window.getByTestId('find-plot').press('Enter');
  const product = window.getByTestId('plot-product');
  await expect(product).toBeFocused();
  await expect(product).toBeInViewport({ ratio: 0.9 });
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('find-plot').fill('no such plot');
  await expect(window.getByTestId('plot-picker')).toContainText('No plot is about “no such plot”.');
});

test('every plot leaves as picture and file', async ({ lab }) => {
  const { window } = lab;
  await trained(window);
  for (const plot of ['boundary', 'flow', 'preactivations']) {
    // drawn from the SVG, which is therefore well-formed
    const png = await saved(lab, plot, 'png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(10_000);
    const svg = (await saved(lab, plot, 'svg')).toString();
    expect(svg).toContain('<title>');
    expect((await saved(lab, plot, 'csv')).toString().split('\r\n').length).toBeGreaterThan(3);
  }
});

test('plots are hidden, shown, moved and widened; that is undone, saved, and no new run', async ({ lab }) => {
  let { window } = lab;
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
  window = lab.window; // Electron’s is another now, of its usual size
  await window.setViewportSize({ width: 1366, height: 900 });
  await expect.poll(shown).toEqual(arranged);
  await status(window, 'finished');
  for (let i = 0; i < 3; i++) await window.getByTestId('undo').click();
  await expect.poll(shown).toEqual(usual);
  await status(window, 'finished');
  for (let i = 0; i < 3; i++) await window.getByTestId('redo').click();
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('usual-plots').click();
  await expect.poll(shown).toEqual(usual);
});
