// `node bench/desktop.ts` after a build: the Electron host as the tests start it. Start to chain drawn, cold (nothing of it in
// memory; root alone can see to that) and warm; memory by process; how long it takes to quit in mid-run. Medians; nothing is asserted.
import { writeFileSync } from 'node:fs';
import type { ElectronApplication, Page } from '@playwright/test';
import { launch, withFolder } from '../e2e/lab.ts';
import { electronForTests } from '../scripts/test-electron/index.mjs';

const STARTS = 7;
const report = (what: string, value: string): void => console.log(`${what.padEnd(52)} ${value}`);
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const ms = (values: number[]): string =>
  `${median(values).toFixed(0)} ms (${(values[0] ?? NaN).toFixed(0)} to ${(values.at(-1) ?? NaN).toFixed(0)})`;

/** Starts it on a folder and waits for the chain. */
async function start(data: string): Promise<{ app: ElectronApplication; window: Page; took: number }> {
  const began = performance.now();
  const app = await launch(data);
  const window = await app.firstWindow();
  await window.getByTestId('chain').waitFor();
  return { app, window, took: performance.now() - began };
}

async function starts(before: () => void): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < STARTS; i++)
    await withFolder(async (data) => {
      before();
      const started = await start(data);
      took.push(started.took);
      await started.app.close();
    });
  return took;
}

/** Waits until so many steps are shown. */
const stepped = (window: Page, least: number): Promise<unknown> =>
  window.waitForFunction(
    (steps) => Number(document.querySelector<HTMLElement>('[data-testid="transport"]')?.dataset['step']) >= steps,
    least,
  );

/** Resident memory of every process, in MB. */
const memory = (app: ElectronApplication): Promise<[string, number][]> =>
  app.evaluate(({ app: program }) =>
    program
      .getAppMetrics()
      .map(({ type, name, serviceName, memory: { workingSetSize } }): [string, number] => [
        [type, name ?? serviceName].filter(Boolean).join(' · '),
        workingSetSize / 1024,
      ]),
  );

Object.assign(process.env, await electronForTests((line) => console.log(line)));
if (!process.env['TEST_ELECTRON']) process.exit(1);
const uncached = (): void => writeFileSync('/proc/sys/vm/drop_caches', '3');
if (process.getuid?.() === 0) report('start to chain drawn, cold', ms(await starts(uncached)));
report('start to chain drawn, warm', ms(await starts(() => undefined)));
await withFolder(async (data) => {
  const { app, window } = await start(data);
  for (const [name, mb] of await memory(app)) report(`memory at rest: ${name}`, `${mb.toFixed(0)} MB`);
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('field-length').fill('1000000');
  await window.getByTestId('field-length').press('Enter');
  await window.getByTestId('play').click();
  await stepped(window, 5000);
  for (const [name, mb] of await memory(app)) report(`memory in training: ${name}`, `${mb.toFixed(0)} MB`);
  await app.close();
});
const quits: number[] = [];
for (let i = 0; i < STARTS; i++)
  await withFolder(async (data) => {
    const { app, window } = await start(data);
    await window.getByTestId('play').click();
    await stepped(window, 20);
    const child = app.process();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const began = performance.now();
    await app.evaluate(({ app: program }) => program.quit()).catch(() => undefined);
    await gone;
    quits.push(performance.now() - began);
  });
report('quit in mid-run, all stored', ms(quits));
process.exit(0);
