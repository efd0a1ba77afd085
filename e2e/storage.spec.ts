import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, playhead, status, test } from './lab.ts';

interface Run {
  frames: number;
  bytes: number;
  thinned?: number;
  progress: { status: string; step: number };
}
const BUDGET = 400_000;

test('a run that outgrows its budget is thinned while it trains, and is scrubbed, replayed and branched all the same', async ({
  lab,
}) => {
  let { window } = lab;
  const db = new Database(join(lab.data, 'goldilocks.db'), { timeout: 5000 });
  db.prepare('INSERT INTO settings (key, value) VALUES (?, ?)').run('runBudget', String(BUDGET));
  db.close();
  const runs = async (): Promise<Run[]> => JSON.parse(await lab.command('runs', '--json')) as Run[];
  const first = async (): Promise<Run> =>
    (await runs())[0] ?? { frames: 0, bytes: 0, progress: { status: '', step: 0 } };
  const silent = (): Promise<void> => expect(window.getByTestId('message')).toHaveCount(0);

  await window.getByTestId('speed').selectOption({ label: '100 steps/s' });
  await window.getByTestId('play').click();
  await expect.poll(async () => (await first()).thinned ?? 0, { timeout: 25_000 }).toBeGreaterThan(0); // it takes 30 s
  expect((await first()).progress.status).toBe('running');
  await window.getByTestId('play').click();
  await status(window, 'paused');
  const { step: paused } = await playhead(window);
  await window.getByTestId('play').click();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await status(window, 'finished');
  await expect.poll(async () => (await first()).bytes).toBeLessThan(BUDGET);
  await silent();

  // a window that was not there sees what is left, from the first step to the last
  await lab.crashAndRestart();
  ({ window } = lab);
  const timeline = window.getByTestId('timeline');
  await status(window, 'finished');
  const { frames, thinned = 0 } = await first();
  expect(thinned).toBeGreaterThan(300);
  await expect.poll(async () => (await playhead(window)).frames).toBe(frames - thinned);
  await timeline.focus();
  const seen: number[] = [];
  for (const key of [
    'Home',
    'PageUp',
    'PageUp',
    'ArrowRight',
    'ArrowRight',
    'PageUp',
    'End',
    'PageDown',
    'ArrowLeft',
  ]) {
    await timeline.press(key);
    await expect.poll(async () => (await playhead(window)).crc).not.toBe('');
    seen.push((await playhead(window)).step);
  }
  expect(seen[0]).toBe(0);
  expect(seen[6]).toBe(3000);
  expect(new Set(seen).size).toBeGreaterThan(7);
  await silent();
  const shown = JSON.parse(await lab.command('show', '1', '--json')) as {
    frames: { step: number }[];
    damaged: number[];
  };
  expect(shown.damaged).toEqual([]);
  expect(shown.frames.map(({ step }) => step)).toContain(paused);

  await window.getByTestId('branch').click();
  await expect(window.getByTestId('transport')).toHaveAttribute('data-run', '2');
  await status(window, 'finished');
  expect((await runs())[1]?.progress.step).toBe(3000);
});
