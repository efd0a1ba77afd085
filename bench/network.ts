// `node bench/network.ts [NAME]` after a build: the network pane. How smooth each zoom is while networks train at full speed,
// how soon an edit is on screen, how soon the graph of fifty layers is. Medians of several runs; nothing is asserted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { chain, presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { host, smoothness } from './window.ts';

const long = { steps: 10_000_000 } as const;
const plans: [name: string, plan: Plan][] = [
  ['2-6-3-1', { ...presets.moons, length: long }],
  ['2-16-20-8-1', { ...presets.moons, network: chain([16, 20, 8, 1], 'relu'), length: long }],
  ['784-64-10', { ...presets.digits, length: { epochs: 10_000 } }],
];
/** Data, eighteen layers, loss. */
const twenty: Plan = {
  ...presets.moons,
  network: [{ type: 'noise', sigma: 0.1 }, ...chain([...Array<number>(8).fill(8), 1], 'relu')],
};
const fifty: Plan = { ...presets.moons, network: chain([...Array<number>(49).fill(8), 1], 'tanh') };

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const report = (what: string, value: string): void => console.log(`${what.padEnd(46)} ${value}`);

async function open(page: Page, plan: Plan): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page
      .getByTestId('document-menu')
      .click()
      .then(() => page.getByTestId('open-file').click()),
  ]);
  await chooser.setFiles({
    name: 'plan.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(plan)),
  });
  await page.getByRole('button', { name: plan.name }).first().waitFor();
}

/** Milliseconds of the window's main thread for a click and the frame that shows what it did: script, style, layout and
 *  drawing, without the wait for the screen. And those until the frame was drawn, with it. */
function clickToRedraw(page: Page, selector: string, times: number): Promise<{ work: number[]; shown: number[] }> {
  return page.evaluate(
    async ([query, count]) => {
      const work: number[] = [];
      const shown: number[] = [];
      for (let i = 0; i < count; i++) {
        await new Promise((resolve) => setTimeout(resolve, 120));
        await new Promise(requestAnimationFrame); // begins with a frame, as a hand does not
        const target = document.querySelector<HTMLElement>(query);
        const began = performance.now();
        if (!target || target.matches(':disabled')) throw new Error(`${query} cannot be clicked`);
        target.click();
        await Promise.resolve();
        await new Promise((resolve) => queueMicrotask(() => resolve(null)));
        document.body.getBoundingClientRect(); // style and layout
        work.push(performance.now() - began);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        shown.push(performance.now() - began);
      }
      return { work, shown };
    },
    [selector, times] as const,
  );
}

async function smooth(page: Page, name: string, plan: Plan): Promise<void> {
  await open(page, { ...plan, name });
  const views = ['layers', 'units', 'units, one selected', 'units, gradients', 'graph'] as const;
  for (const view of views) {
    const [zoom = ''] = view.split(',');
    await page.getByTestId(`zoom-${zoom}`).click();
    await page.getByTestId('speed').selectOption('max');
    await page.getByTestId('play').click();
    if (view === 'units, one selected') await page.locator('[data-target^="unit-1-"]').nth(1).click();
    if (zoom === 'units') await page.getByTestId(view === 'units, gradients' ? 'show-gradient' : 'show-value').click();
    const measured: { fps: number; busy: number }[] = [];
    for (let i = 0; i < 3; i++) measured.push(await smoothness(page, 3));
    const { fps, busy } = measured.sort((a, b) => a.fps - b.fps)[1] ?? { fps: NaN, busy: NaN };
    const count = zoom === 'units' ? ((await page.getByTestId('units-count').textContent()) ?? '') : '';
    report(`${name}, ${view}`, `${fps.toFixed(0)} fps, main thread ${(100 * busy).toFixed(0)} % busy  ${count}`);
    await page.getByTestId('reset').click();
  }
}

async function edits(page: Page): Promise<void> {
  await page.getByTestId('zoom-layers').click();
  await open(page, { ...twenty, name: 'Twenty' });
  await page.getByTestId('play').click();
  await page.getByTestId('play').click();
  await page.getByTestId('block-3').click();
  const actions: [what: string, selector: string][] = [
    ['bias on and off', '[data-testid="field-bias"]'],
    ['undo of it', '[data-testid="undo"]'],
    ['select a block', '[data-testid="block-7"] .pick'],
    ['add a block', '[data-testid="palette-relu"]'],
  ];
  for (const [what, selector] of actions) {
    const { work, shown } = await clickToRedraw(page, selector, 8);
    report(
      `20 blocks, ${what}`,
      `${median(work).toFixed(1)} ms of work, on screen after ${median(shown).toFixed(0)} ms`,
    );
  }
}

async function graph(page: Page): Promise<void> {
  await page.getByTestId('zoom-layers').click();
  await open(page, { ...fifty, name: 'Fifty' });
  await page.getByTestId('reset').click();
  await page.locator('[data-testid="transport"][data-step="0"]').waitFor();
  const taken: number[] = [];
  for (let i = 0; i < 7; i++) {
    const { shown } = await clickToRedraw(page, '[data-testid="zoom-graph"]', 1);
    taken.push(...shown);
    await page.getByTestId('zoom-layers').click();
  }
  report('graph of 50 layers, click to drawn', `${median(taken).toFixed(0)} ms`);
}

const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const lab = await host(data);
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
await page.goto(lab.address);
await page.getByTestId('chain').waitFor();
const [, , wanted] = process.argv;
for (const [name, plan] of plans) if (wanted === undefined || name === wanted) await smooth(page, name, plan);
if (wanted === undefined || wanted === 'edits') await edits(page);
if (wanted === undefined || wanted === 'graph') await graph(page);
await browser.close();
lab.process.kill('SIGTERM');
await new Promise((resolve) => lab.process.once('exit', resolve));
rmSync(data, { recursive: true, force: true });
