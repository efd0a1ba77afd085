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

/** Animation frames a second, and the share of a processor that the window's main thread took, over some seconds. */
export async function smoothness(page: Page, seconds: number): Promise<{ fps: number; busy: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const task = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? NaN;
  };
  const before = await task();
  const frames = await page.evaluate(
    (ms) =>
      new Promise<number>((resolve) => {
        let count = 0;
        const began = performance.now();
        const tick = (now: number): void => {
          count++;
          if (now - began < ms) requestAnimationFrame(tick);
          else resolve(count);
        };
        requestAnimationFrame(tick);
      }),
    seconds * 1000,
  );
  return { fps: frames / seconds, busy: ((await task()) - before) / seconds };
}
