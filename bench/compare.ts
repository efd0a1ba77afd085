// `node bench/compare.ts` after a build: runs beside each other. How smooth the window is while four 2-6-3-1 train in lockstep at
// the speed that is usual. Medians of five; nothing is asserted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { host, smoothness, type Smoothness } from './window.ts';

const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const { process: child, address } = await host(data);
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(address);
  await page.getByTestId('compare-with').click();
  await page.getByTestId('vary-init').click();
  await page.getByTestId('column-D').waitFor();
  for (const zoom of ['layers', 'units', 'graph']) {
    await page.getByTestId(`compare-zoom-${zoom}`).click();
    await page.getByTestId('reset').click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLElement>('header[data-testid^="column-"]')].every(
        ({ dataset }) => dataset['step'] === '0' && dataset['status'] === 'paused',
      ),
    );
    await page.getByTestId('speed').selectOption({ label: '100 steps/s' });
    await page.getByTestId('play').click();
    await page.locator('[data-testid="transport"][data-status="running"]').waitFor();
    const measured: Smoothness[] = [];
    for (let i = 0; i < 5; i++) measured.push(await smoothness(page, 3));
    const { fps, changes, busy } = measured.sort((a, b) => a.fps - b.fps)[2] ?? { fps: NaN, changes: NaN, busy: NaN };
    console.log(
      `four 2-6-3-1, ${zoom}`.padEnd(24),
      `${fps.toFixed(0)} fps, ${changes.toFixed(0)} steps shown a second, main thread ${(100 * busy).toFixed(0)} % busy`,
    );
  }
} finally {
  await browser.close();
  child.kill();
  rmSync(data, { recursive: true, force: true });
}
