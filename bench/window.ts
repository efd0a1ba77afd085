import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';

/** Starts the browser host on a folder of its own; resolves with the address it prints. */
export async function host(data: string): Promise<{ process: ChildProcess; address: string; ms: number }> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../out/main/serve.js'), '--no-open', '--data', data],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/.exec(line)?.[0];
    if (address) return { process: child, address, ms: performance.now() - began };
  }
  throw new Error('the browser host ended before it printed its address');
}

export interface Smoothness {
  /** Animation frames a second, and how many of them showed another step. */
  fps: number;
  changes: number;
  /** Shares of one core: of the window's main thread, and of its whole process, painting in software included. */
  busy: number;
  process: number;
}

/** How smooth the window is over some seconds. */
export async function smoothness(page: Page, seconds: number): Promise<Smoothness> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const task = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? NaN;
  };
  const whole = await page.context().browser()?.newBrowserCDPSession();
  const cpu = async (): Promise<number> => {
    const { processInfo = [] } = (await whole?.send('SystemInfo.getProcessInfo')) ?? {};
    return processInfo.reduce((sum, { type, cpuTime }) => (type === 'renderer' ? sum + cpuTime : sum), 0);
  };
  const before = await task();
  const cpuBefore = await cpu();
  const { frames, changes } = await page.evaluate(
    (ms) =>
      new Promise<{ frames: number; changes: number }>((resolve) => {
        let [count, changes, last] = [0, 0, ''];
        const began = performance.now();
        const bar = document.querySelector<HTMLElement>('[data-testid="transport"]');
        const tick = (now: number): void => {
          count++;
          const step = bar?.dataset['step'] ?? '';
          if (step !== last) changes++;
          last = step;
          if (now - began < ms) requestAnimationFrame(tick);
          else resolve({ frames: count, changes });
        };
        requestAnimationFrame(tick);
      }),
    seconds * 1000,
  );
  const share = (now: number, then: number): number => (now - then) / seconds;
  const measured = {
    fps: frames / seconds,
    changes: changes / seconds,
    busy: share(await task(), before),
    process: share(await cpu(), cpuBefore),
  };
  await whole?.detach();
  return measured;
}
