// Opening a stored run from the list, and seeking in it, in the window: until the frame is drawn that was asked for. One run of
// every preset; medians. Nothing is asserted.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { presets } from '../src/core/plan/presets.ts';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { median } from './contest.ts';
import { host } from './window.ts';

/** ms from an action on the page until the transport has another frame of a run, and the picture of it is drawn. */
const shown = (page: Page, action: 'open' | number, run: number): Promise<number> =>
  page.evaluate(
    async ([action, run]) => {
      const bar = (): DOMStringMap => document.querySelector<HTMLElement>('[data-testid="transport"]')?.dataset ?? {};
      const timeline = document.querySelector<HTMLElement>('[data-testid="timeline"]');
      const before = bar()['frameCrc'];
      const there = (): boolean => {
        const { run: of, frameCrc, step } = bar();
        const moved = action === 'open' ? frameCrc !== '' && step !== '' : frameCrc !== before;
        return of === String(run) && moved;
      };
      const drawn = new Promise<void>((resolve) => {
        const look = new MutationObserver(() => {
          if (!there()) return;
          look.disconnect();
          requestAnimationFrame(() => setTimeout(resolve));
        });
        look.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
      const began = performance.now();
      if (action === 'open')
        document
          .querySelector(`[data-testid="run-row-${run}"]`)
          ?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
      else if (timeline) {
        const { left, width, top, height } = timeline.getBoundingClientRect();
        const at = { clientX: left + 16 + action * (width - 32), clientY: top + height / 2, bubbles: true, button: 0 };
        timeline.dispatchEvent(new PointerEvent('pointerdown', { ...at, buttons: 1, pointerId: 1 }));
        timeline.dispatchEvent(new PointerEvent('pointerup', { ...at, pointerId: 1 }));
      }
      await drawn;
      return performance.now() - began;
    },
    [action, run] as const,
  );

const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const plans = Object.values(presets);
for (const plan of plans)
  execFileSync(process.execPath, [join(import.meta.dirname, '../out/main/cli.js'), 'run', '-', '--data', data], {
    input: JSON.stringify(plan),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
const { process: child, address } = await host(data);
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(address);
  const opened: number[] = [];
  const sought: number[] = [];
  for (const [i, { name }] of plans.entries()) {
    const run = i + 1;
    const times: number[] = [];
    for (let again = 0; again < 3; again++) {
      await page.getByTestId('tab-runs').click();
      await page.getByTestId(`run-row-${run}`).waitFor();
      times.push(await shown(page, 'open', run));
      await page.locator(`[data-testid="transport"][data-run="${run}"]`).waitFor();
    }
    const seeks: number[] = [];
    for (const share of [0.1, 0.83, 0.35, 0.6, 0.2, 0.95]) seeks.push(await shown(page, share, run));
    opened.push(...times);
    sought.push(...seeks);
    const text = (all: number[]): string => `${median(all).toFixed(0)} ms (longest ${Math.max(...all).toFixed(0)})`;
    console.log(name.padEnd(36), `opened ${text(times)}`.padEnd(34), `sought ${text(seeks)}`);
  }
  console.log(`all: opened ${median(opened).toFixed(0)} ms, sought ${median(sought).toFixed(0)} ms`);
} finally {
  await browser.close();
  child.kill();
  rmSync(data, { recursive: true, force: true });
}
