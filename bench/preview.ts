// `node bench/preview.ts` after a build: how long after an edit its step 0 is on screen, before anybody pressed Play. From the
// event of the edit to the end of the animation frame that shows other numbers. Medians; nothing is asserted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { chain, presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { Store } from '../src/main/store/store.ts';
import { host } from './window.ts';

const report = (what: string, value: string): void => console.log(`${what.padEnd(58)} ${value}`);
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** ms from a seed that was typed to its numbers on screen. @param throttle times slower the window is made */
async function edits(page: Page, throttle: number): Promise<number[]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const measured: number[] = [];
  for (let seed = 100; seed < 115; seed++) {
    measured.push(
      await page.evaluate(async (value) => {
        const bar = document.querySelector<HTMLElement>('[data-testid="transport"]');
        const field = document.querySelector<HTMLInputElement>('[data-testid="field-seed"]');
        if (!bar || !field) throw new Error('there is no workbench');
        const before = bar.dataset['frameCrc'];
        field.focus();
        field.value = String(value);
        const began = performance.now();
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
        field.blur();
        while (bar.dataset['frameCrc'] === before) await new Promise((resolve) => setTimeout(resolve));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - began;
      }, seed),
    );
    await page.waitForTimeout(200);
  }
  return measured;
}

async function preview(browser: Browser, name: string, plan: Plan): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
  const store = new Store(data);
  store.experiments.create(plan);
  store.close();
  const lab = await host(data);
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const began = performance.now();
  await page.goto(lab.address);
  await page.locator('[data-testid="transport"][data-step="0"]').waitFor();
  const first = performance.now() - began;
  const whole = median(await edits(page, 1));
  const slow = median(await edits(page, 6));
  report(
    name,
    `${whole.toFixed(0)} ms, throttled 6×: ${slow.toFixed(0)} ms; from the address to step 0 ${first.toFixed(0)} ms`,
  );
  await page.close();
  lab.process.kill('SIGTERM');
  await new Promise((resolve) => lab.process.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}

const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
await preview(browser, 'an edit of 2-6-3-1 to its step 0', presets.moons);
await preview(browser, 'an edit of 784-64-10 to its step 0', presets.digits);
await preview(browser, 'an edit of 784-300×4-10 to its step 0', {
  ...presets.digits,
  network: chain([300, 300, 300, 300, 10], 'relu'),
});
await browser.close();
