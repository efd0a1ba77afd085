// `node bench/lessons.ts` after a build: every lesson from the press that opens it until Play can be pressed, and until all its
// networks are drawn at their step 0; how smooth the window is while exercise 1 plays; how many steps a second exercise 2 shows. Medians; nothing is asserted.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { host, smoothness, type Smoothness } from './window.ts';

const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const { process: child, address } = await host(data);
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
const ids = readdirSync(join(import.meta.dirname, '../src/core/lessons'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** To the page of all lessons, from wherever it is. */
async function home(page: Page): Promise<void> {
  await page.getByTestId('tab-lessons').click();
  if (!(await page.getByTestId('lessons').isVisible())) await page.getByTestId('tab-lessons').click();
  await page.getByTestId('lessons').waitFor();
}

/** Every network of a lesson is drawn at its step 0. */
const ready = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const heads = [...document.querySelectorAll<HTMLElement>('header[data-testid^="column-"]')];
    const alone = document.querySelector<HTMLElement>('[data-testid="transport"]')?.dataset['step'] ?? '';
    const here = document.querySelector('[data-testid="lesson"]') !== null;
    return here && (heads.length > 0 ? heads.every(({ dataset }) => dataset['step'] !== '') : alone !== '');
  });

try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(address);
  await page.getByTestId('tab-lessons').waitFor();
  for (const id of ids) {
    await home(page);
    await page.getByTestId(`lesson-${id}`).click();
    const began = performance.now();
    await page.getByTestId('open-lesson').click();
    await page.locator(`[data-testid="lesson"][data-lesson="${id}"]`).waitFor();
    await page.locator('[data-testid="play"]:enabled').waitFor();
    const playable = performance.now() - began;
    await ready(page);
    console.log(
      `${id} opened anew`.padEnd(30),
      `can be played after ${playable.toFixed(0)} ms, all drawn after ${(performance.now() - began).toFixed(0)} ms`,
    );
  }
  for (const [id, seconds] of [
    ['exercise1', 0.9],
    ['exercise2', 3],
  ] as const) {
    await home(page);
    await page.getByTestId(`lesson-${id}`).dblclick();
    await ready(page);
    const measured: Smoothness[] = [];
    for (let i = 0; i < 5; i++) {
      await page.getByTestId('reset').click();
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLElement>('header[data-testid^="column-"]')].every(
          ({ dataset }) => dataset['step'] === '0' && dataset['status'] === 'paused',
        ),
      );
      await page.getByTestId('play').click();
      await page.locator('[data-testid="transport"][data-status="running"]').waitFor();
      measured.push(await smoothness(page, seconds));
    }
    console.log(
      `${id} plays`.padEnd(30),
      `${median(measured.map(({ fps }) => fps)).toFixed(0)} fps,`,
      `${median(measured.map(({ changes }) => changes)).toFixed(0)} steps shown a second`,
    );
  }
} finally {
  await browser.close();
  child.kill();
  rmSync(data, { recursive: true, force: true });
}
