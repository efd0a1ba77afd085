import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chain, presets } from '../src/core/plan/presets.ts';
import { expect, playhead, slow, status, test } from './lab.ts';

test('a network whose keyframes take 55 MB is played, reset, branched and reloaded', { tag: slow }, async ({ lab }) => {
  test.setTimeout(300_000); // its steps take long, and longer beside another test
  const { window } = lab;
  const transport = window.getByTestId('transport');
  const plan = { ...presets.moons, name: 'Large', network: chain([3700, 3700, 1], 'relu') };
  const file = join(lab.data, 'large.json');
  writeFileSync(file, JSON.stringify(plan));
  await window.getByTestId('document-menu').click();
  const [chooser] = await Promise.all([window.waitForEvent('filechooser'), window.getByTestId('open-file').click()]);
  await chooser.setFiles(file);
  await expect(window.getByTestId('architecture')).toContainText('3700');

  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).frames, { timeout: 90_000 }).toBeGreaterThan(3);
  await window.getByTestId('reset').click(); // which stops the run, and its keyframe is written
  await expect(transport).toHaveAttribute('data-run', '2', { timeout: 60_000 });
  await expect(window.getByText('reconnecting')).toHaveCount(0);

  await status(window, 'paused', 60_000);

  // a branch of the first run goes on from one of its steps, and is there again after a reload
  await window.getByRole('button', { name: 'Runs', exact: true }).click();
  await window.getByTestId('run-row-1').dblclick();
  await expect(transport).toHaveAttribute('data-run', '1');
  await expect.poll(async () => (await playhead(window)).frames, { timeout: 60_000 }).toBeGreaterThan(0);
  await window.getByTestId('timeline').press('Home');
  await window.getByTestId('step').click();
  await window.getByTestId('branch').click();
  await expect(transport).toHaveAttribute('data-run', '3', { timeout: 90_000 });
  await expect.poll(async () => (await playhead(window)).frames, { timeout: 90_000 }).toBeGreaterThan(1);
  await window.getByTestId('stop').click();
  await status(window, 'stopped', 60_000);
  await window.reload();
  await expect(transport).toHaveAttribute('data-run', '3', { timeout: 60_000 });
  await expect.poll(async () => (await playhead(window)).step, { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(window.getByTestId('message')).toHaveCount(0);
});
