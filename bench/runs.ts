// The list of 10,000 runs: what the store takes for each question, and the window for searching, filtering and scrolling.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { everyRun } from '../src/core/contract/runs.ts';
import type { Args } from '../src/core/contract/window.ts';
import { Store } from '../src/main/store/store.ts';
import { findChromium } from '../src/main/node/chromium.ts';
import { chromiumFlags } from '../scripts/chromium.mjs';
import { fill } from './many-runs.ts';
import { host } from './window.ts';

const COUNT = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const report = (what: string, text: string): void => console.log(`${what.padEnd(62)} ${text}`);

function questions(): void {
  const store = new Store(folder);
  const usual: Args<'runs'> = { ...everyRun, from: 0, count: 100, columns: [], summary: true };
  const ask = (what: string, more: Partial<Args<'runs'>>): void => {
    const args = { ...usual, ...more };
    const times = Array.from({ length: 21 }, () => {
      const began = performance.now();
      store.list.rows(args);
      if (args.summary) store.summary(args);
      return performance.now() - began;
    });
    report(`store: ${what}`, `${median(times).toFixed(1)} ms (longest ${Math.max(...times).toFixed(1)})`);
  };
  ask('the first rows, counts and facets', {});
  ask('rows in the middle, as for scrolling', { from: 5000, summary: false });
  ask('sorted by test loss, in the middle', { sort: { by: 'test', down: false }, tree: false, from: 5000 });
  ask('sorted by learning rate', { sort: { by: 'learningRate', down: false } });
  ask('sorted by network', { sort: { by: 'network', down: false } });
  ask('search of three words', { search: 'tanh 0.03 moons' });
  ask('filtered', { hidden: { status: ['diverged'], data: ['moons'], init: ['zero'] } });
  ask('of a tag', { tags: ['keep'] });
  ask('grouped by experiment', { group: 'experiment', from: 5000 });
  ask('with four columns of fields', { columns: ['learningRate', 'seed', 'optimizer', 'loss'] });
  store.close();
}

/** Milliseconds from an input event until the rows and counts of its answer are drawn. */
const answered = (page: Page, search: string): Promise<number> =>
  page.evaluate(async (text) => {
    const input = document.querySelector<HTMLInputElement>('[data-testid="search-runs"]');
    const count = (): string => document.querySelector('[data-testid="runs-count"]')?.textContent ?? '';
    if (!input) throw new Error('there is no search');
    const before = count();
    const changed = new Promise<void>((resolve) => {
      const look = new MutationObserver(() => {
        if (count() === before) return;
        look.disconnect();
        resolve();
      });
      look.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const began = performance.now();
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await changed;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - began;
  }, search);

/** Frames a second while the list scrolls by so many pixels a frame, and the longest wait between two. */
const scrolled = (page: Page, pixels: number): Promise<{ fps: number; longest: number; empty: number }> =>
  page.evaluate(
    (by) =>
      new Promise((resolve) => {
        const grid = document.querySelector<HTMLElement>('[data-testid="runs-table"]');
        if (!grid) throw new Error('there is no list');
        grid.scrollTop = 0;
        const times: number[] = [];
        let empty = 0;
        const tick = (now: number): void => {
          times.push(now);
          if (!grid.querySelector('[data-testid^="run-row-"]')) empty++;
          grid.scrollTop += by;
          if (now - (times[0] ?? now) < 3000) requestAnimationFrame(tick);
          else {
            const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
            resolve({ fps: 1000 / (gaps.reduce((a, b) => a + b) / gaps.length), longest: Math.max(...gaps), empty });
          }
        };
        requestAnimationFrame(tick);
      }),
    pixels,
  );

async function inWindow(): Promise<void> {
  const lab = await host(folder);
  const executablePath = process.env['CHROMIUM_PATH'] ?? findChromium();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.goto(lab.address);
    const began = performance.now();
    await page.getByTestId('tab-runs').click();
    await page.locator('[data-testid^="run-row-"]').first().waitFor();
    report('window: from click to the list', `${(performance.now() - began).toFixed(0)} ms`);
    const searches: number[] = [];
    for (const text of ['tanh', 'tanh 0.03', 'tanh 0.03 circle', 'keep', 'behaves', ''])
      searches.push(await answered(page, text));
    report(
      'window: from a letter of the search to its rows, drawn',
      `${median(searches).toFixed(0)} ms (longest ${Math.max(...searches).toFixed(0)})`,
    );
    for (const [how, pixels] of [
      ['a row and a half', 50],
      ['a page', 660],
      ['a hundred pages', 66_000],
    ] as const) {
      const { fps, longest, empty } = await scrolled(page, pixels);
      report(
        `window: scrolling by ${how} a frame`,
        `${fps.toFixed(0)} fps, longest ${longest.toFixed(0)} ms, ${empty} frames without rows`,
      );
    }
  } finally {
    await browser.close();
    lab.process.kill('SIGTERM');
  }
}

try {
  const began = performance.now();
  fill(folder, COUNT);
  report(`${COUNT} runs written`, `${(performance.now() - began).toFixed(0)} ms`);
  questions();
  await inWindow();
} finally {
  rmSync(folder, { recursive: true });
}
