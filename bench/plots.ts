// `node bench/plots.ts [smooth|open]` after a build: the plots. How smooth the window is with six of them open while a network
// trains at full speed, and how soon a run of 10,000 frames is open and how fast it scrubs. Medians; nothing is asserted.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import type { FromTrainer, ToTrainer } from '../src/core/contract/trainer.ts';
import { presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import type { PlotId } from '../src/core/plots.ts';
import { newRun } from '../src/main/run-record.ts';
import { Store } from '../src/main/store/store.ts';
import { host, smoothness, type Smoothness } from './window.ts';

const root = join(import.meta.dirname, '..');
const report = (what: string, value: string): void => console.log(`${what.padEnd(58)} ${value}`);
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const arranged = (...plots: PlotId[]): { plot: PlotId }[] => plots.map((plot) => ({ plot }));

const six = arranged('loss', 'boundary', 'flow', 'weights', 'preactivations', 'gradients');
const long = { steps: 10_000_000 } as const;

/** A window on a lab whose store was prepared. */
async function inWindow(
  browser: Browser,
  prepare: (store: Store) => void | Promise<void>,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
  const store = new Store(data);
  await prepare(store);
  store.close();
  const lab = await host(data);
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(lab.address);
  await page.getByTestId('chain').waitFor();
  await use(page);
  await page.close();
  lab.process.kill('SIGTERM');
  await new Promise((resolve) => lab.process.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}

/** Frames a second and the share of one core that the window takes, while a plan trains as fast as it goes. */
async function smooth(browser: Browser, name: string, plan: Plan): Promise<void> {
  const measured: Smoothness[] = [];
  await inWindow(
    browser,
    (store) => void store.experiments.create(plan),
    async (page) => {
      await page.getByTestId('speed').selectOption('max');
      await page.getByTestId('play').click();
      await page.waitForTimeout(1500);
      for (let i = 0; i < 5; i++) measured.push(await smoothness(page, 3));
    },
  );
  const of = (what: keyof Smoothness): number => median(measured.map((one) => one[what]));
  const percent = (what: 'busy' | 'process'): string => `${(100 * of(what)).toFixed(0)} %`;
  const cores = `main thread ${percent('busy')} of one core, its process ${percent('process')}`;
  report(name, `${of('fps').toFixed(0)} fps, ${of('changes').toFixed(0)} other steps shown a second, ${cores}`);
}

const FRAMES = 10_000;

/** A run whose every step was stored, as stepping through it would. */
async function stepped(store: Store): Promise<void> {
  const plan: Plan = { ...presets.moons, length: { steps: FRAMES }, plots: six };
  const experiment = store.experiments.create(plan);
  const run = store.runs.create(store.announce(), newRun(experiment.id, plan, true)).id;
  const trainer = fork(join(root, 'out/main/trainer.js'), [`--resources=${join(root, 'resources')}`], {
    serialization: 'advanced',
  });
  const post = (message: ToTrainer): boolean => trainer.send(message);
  let stored = 0;
  await new Promise<void>((resolve) => {
    trainer.on('message', (message: FromTrainer) => {
      if (message.type === 'ready') {
        post({ type: 'start', run, plan, speed: null, paused: true });
        post({ type: 'control', run, action: 'step' });
      }
      if (message.type !== 'batch') return;
      store.append(run, stored, message.frames, message.progress);
      stored += message.frames.length;
      post({ type: 'stored', run });
      if (message.progress.status === 'finished') resolve();
      else if (message.progress.status === 'paused') post({ type: 'control', run, action: 'step' });
    });
  });
  trainer.kill();
}

async function opened(browser: Browser): Promise<void> {
  await inWindow(browser, stepped, async (page) => {
    const opens: number[] = [];
    for (let i = 0; i < 5; i++) {
      await page.getByTestId('tab-runs').click();
      await page.locator('[data-testid^="run-row-"]').first().click();
      opens.push(
        await page.evaluate(async (frames) => {
          const began = performance.now();
          document.querySelector<HTMLElement>('[data-testid="replay"]')?.click();
          for (;;) {
            await new Promise(requestAnimationFrame);
            const bar = document.querySelector<HTMLElement>('[data-testid="transport"]');
            if (Number(bar?.dataset['frames']) >= frames && document.querySelector('[data-testid="plot-loss"] canvas'))
              break;
          }
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          return performance.now() - began;
        }, FRAMES),
      );
    }
    report(`a run of ${FRAMES} frames: from click to all of it drawn`, `${median(opens).toFixed(0)} ms`);
    const timeline = page.getByTestId('timeline');
    const box = await timeline.boundingBox();
    if (!box) throw new Error('there is no timeline');
    const scrubs: Smoothness[] = [];
    for (let i = 0; i < 5; i++) {
      await page.mouse.move(box.x + 20, box.y + box.height / 2);
      await page.mouse.down();
      // moved in the window itself, once an animation frame: a mouse that is moved from outside waits for its answers
      await timeline.evaluate(
        (bar, [left, width, y]) => {
          let moved = 0;
          const until = performance.now() + 4000;
          const move = (): void => {
            const clientX = left + 20 + ((moved++ * 7) % (width - 40));
            bar.dispatchEvent(
              new PointerEvent('pointermove', { bubbles: true, clientX, clientY: y, buttons: 1, pointerId: 1 }),
            );
            if (performance.now() < until) requestAnimationFrame(move);
          };
          move();
        },
        [box.x, box.width, box.y + box.height / 2] as const,
      );
      scrubs.push(await smoothness(page, 3));
      await page.mouse.up();
      await page.waitForTimeout(1200);
    }
    const of = (what: keyof Smoothness): string => median(scrubs.map((one) => one[what])).toFixed(0);
    report('scrubbing in it', `${of('fps')} fps, ${of('changes')} other steps drawn a second`);
  });
}

const executablePath = findChromium();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
const [, , wanted] = process.argv;
if (wanted === undefined || wanted === 'smooth') {
  await smooth(browser, '2-6-3-1 at full speed, six plots', { ...presets.moons, plots: six, length: long });
  await smooth(browser, '784-64-10 at full speed, the usual plots', { ...presets.digits, length: { epochs: 10_000 } });
}
if (wanted === undefined || wanted === 'open') await opened(browser);
await browser.close();
