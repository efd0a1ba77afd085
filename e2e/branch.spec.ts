import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, playhead, status, test } from './lab.ts';

const screens = join(import.meta.dirname, '../test-results/screens');

test('scrub back in a paused run and go on from there in a new one; both are in Runs', async ({ lab }) => {
  const { window } = lab;
  const fork = window.getByTestId('branch');
  await expect(fork).toBeDisabled();
  await window.getByTestId('speed').selectOption({ label: '100 steps/s' });
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step, { timeout: 20_000 }).toBeGreaterThan(600);
  await expect(fork).toBeDisabled(); // the live edge goes on by itself
  await window.getByTestId('play').click();
  await status(window, 'paused');

  const timeline = window.getByTestId('timeline');
  const transport = window.getByTestId('transport');
  await timeline.focus();
  await timeline.press('PageDown');
  await expect(fork).toBeEnabled();
  const { step, crc } = await playhead(window);
  expect(step).toBeGreaterThan(100);
  await window.getByTestId('speed').selectOption({ label: '10 steps/s' }); // slow enough to be seen
  await window.getByTestId('play').focus();
  await fork.click();
  await expect(transport).toHaveAttribute('data-run', '2');
  await status(window, 'running');
  await expect(window.getByTestId('message')).toContainText(`Moons is kept in Runs; this is Moons 2, from its step`);
  await expect.poll(async () => (await playhead(window)).frames).toBeGreaterThan(3); // there is something to go back from
  const atStart = async (): Promise<number> => {
    await timeline.press('Home'); // once more, where the timeline has just become another run's
    return (await playhead(window)).step;
  };
  await expect.poll(atStart).toBe(step);
  await expect(timeline).toHaveAttribute('aria-valuemin', String(step));
  await expect(window.getByTestId('plot-loss')).toContainText('grey: Moons before');
  mkdirSync(screens, { recursive: true });
  await window.screenshot({ path: join(screens, 'branch.png') });

  await window.getByTestId('go-live').click();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await status(window, 'finished');
  await expect.poll(async () => (await playhead(window)).step).toBe(3000);
  expect(crc).not.toBe('');
  await window.screenshot({ path: join(screens, 'branch-finished.png') });

  await window.getByTestId('tab-runs').click();
  await expect(window.getByTestId('run-row-1')).toContainText('Moons');
  await expect(window.getByTestId('run-row-2')).toContainText(`from Moons, step ${step.toLocaleString('en')}`);
  await window.screenshot({ path: join(screens, 'branch-runs.png') });

  // after a restart the branch goes on as any run does
  await lab.crashAndRestart();
  expect(await lab.command('show', '2')).toContain(`branch of Moons at step ${step}`);
});
