// `node bench/units.ts [NAME]` after a build: frames a second of the window while the units of networks with 500 edges and more
// train at full speed. The median of several runs; nothing is asserted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { chain, presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { host, smoothness } from './window.ts';

const plans: [name: string, plan: Plan][] = [
  ['2-6-3-1', { ...presets.moons, length: { steps: 10_000_000 } }],
  ['2-16-20-8-1', { ...presets.moons, network: chain([16, 20, 8, 1], 'relu'), length: { steps: 10_000_000 } }],
  ['784-64-10', { ...presets.digits, length: { epochs: 10_000 } }],
];

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
}

const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const lab = await host(data);
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
await page.goto(lab.address);
await page.getByTestId('chain').waitFor();
const [, , wanted] = process.argv;
for (const [name, plan] of plans.filter(([one]) => wanted === undefined || one === wanted)) {
  await open(page, { ...plan, name });
  for (const zoom of ['layers', 'units', 'units, one selected', 'units, gradients'] as const) {
    await page.getByTestId(zoom === 'layers' ? 'zoom-layers' : 'zoom-units').click();
    await page.getByTestId('speed').selectOption('max');
    await page.getByTestId('play').click();
    if (zoom === 'units, one selected') await page.locator('[data-target^="unit-1-"]').nth(1).click();
    if (zoom !== 'layers') await page.getByTestId(zoom === 'units, gradients' ? 'show-gradient' : 'show-value').click();
    const measured: { fps: number; busy: number }[] = [];
    for (let i = 0; i < 3; i++) measured.push(await smoothness(page, 3));
    const { fps, busy } = measured.sort((a, b) => a.fps - b.fps)[1] ?? { fps: NaN, busy: NaN };
    const count = zoom === 'layers' ? '' : ((await page.getByTestId('units-count').textContent()) ?? '');
    console.log(
      `${name}, ${zoom}`.padEnd(38),
      `${fps.toFixed(0)} fps, main thread ${(100 * busy).toFixed(0)} % busy  ${count}`,
    );
    await page.getByTestId('reset').click();
  }
}
await browser.close();
lab.process.kill('SIGTERM');
await new Promise((resolve) => lab.process.once('exit', resolve));
rmSync(data, { recursive: true, force: true });
