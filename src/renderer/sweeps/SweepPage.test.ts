import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import '../theme/tokens.css';
import '../theme/base.css';
import '../theme/controls.css';
import '../theme/fields.css';
import '../theme/window.css';
import '../theme/plots.css';
import { presets } from '../../core/plan/presets.ts';
import type { PointResult } from '../../core/sweep/results.ts';
import { detailOf, doneAt, fakeLab, infoOf } from './fake-lab.ts';
import { SweepRoom } from './room.svelte.ts';
import SweepPage from './SweepPage.svelte';

await page.viewport(1366, 768);
afterEach(() => document.body.replaceChildren());

/** What an element says, when there is one. */
const said = (id: string): string => document.querySelector(`[data-testid="${id}"]`)?.textContent ?? '';

const shown = async (points: PointResult[], status: 'running' | 'finished' = 'running') => {
  const lab = fakeLab({
    sweeps: () => [infoOf({ status })],
    openSweep: () => detailOf(points, { status, done: points.length }),
    controlSweep: ({ action }) => infoOf({ status: action === 'pause' ? 'paused' : 'running' }),
    runAgain: () => infoOf(),
  });
  const room = new SweepRoom(lab.lab);
  await room.show(1);
  const onopen = vi.fn();
  const screen = await render(SweepPage, { room, client: lab.lab, onopen, onnew: vi.fn() });
  // the page asks anew for what it may have missed
  await expect.poll(() => lab.asked.filter(({ call }) => call === 'openSweep').length).toBe(2);
  return { ...lab, room, onopen, screen };
};

test('arrows go along the axis and among seeds, Enter opens the run, Space pauses', async () => {
  const { room, onopen, screen, asked } = await shown([doneAt(0, 1), doneAt(2, 2), doneAt(3, 3), doneAt(4, 0.5)]);
  await expect.poll(() => said('sweep-run')).toContain('Learning rate η 0.1, seed 14');
  screen.getByTestId('sweep-figure').element().focus();
  await userEvent.keyboard('{ArrowLeft}');
  await expect.poll(() => said('sweep-run')).toContain('0.01, seed 14');
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(() => said('sweep-run')).toContain('0.01, seed 15');
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.poll(() => said('sweep-run')).toContain('1, seed 14'); // there is no other of that rate
  await userEvent.keyboard('{Enter}');
  expect(onopen.mock.calls).toEqual([[10]]);
  await userEvent.keyboard(' ');
  await expect.poll(() => room.open?.info.status).toBe('paused');
  expect(asked).toContainEqual({ call: 'controlSweep', args: { sweep: 1, action: 'pause' } });
});

test('what the lab says is shown at once: numbers, the queue and what failed, which is run again', async () => {
  const { say, screen, asked } = await shown([doneAt(0, 1)]);
  const failed: PointResult = { point: 2, run: 12, status: 'diverged', metrics: null };
  say({ type: 'sweep', info: infoOf({ done: 2, failed: 1, running: 1 }), results: [doneAt(4, 0.25), failed] });
  await expect.poll(() => said('sweep-read-runs')).toContain('3 / 6');
  await expect.poll(() => said('sweep-queue')).toContain('2 done, 0 running, 3 to go');
  await expect.poll(() => said('sweep-queue')).toContain('0.01, seed 14');
  await expect.poll(() => said('sweep-run-table')).toContain('0.250');
  await screen.getByTestId('run-again-2').click();
  await expect.poll(() => asked).toContainEqual({ call: 'runAgain', args: { sweep: 1, points: [2] } });
});

test('runs beyond those that have a process are being stored, and are not said to run', async () => {
  const { say } = await shown([doneAt(0, 1)]);
  const running = [1, 2, 3].map((point): PointResult => ({ point, run: null, status: 'running', metrics: null }));
  say({ type: 'sweep', info: infoOf({ done: 1, running: 1 }), results: running });
  await expect.poll(() => said('sweep-queue')).toContain('1 done, 2 being stored, 1 running, 2 to go');
  expect(document.querySelectorAll('[data-testid="sweep-queue"] .now')).toHaveLength(1);
  say({ type: 'sweep', info: infoOf({ done: 3, running: 1 }), results: [doneAt(1, 1), doneAt(2, 1)] });
  await expect.poll(() => said('sweep-queue')).toContain('3 done, 1 running, 2 to go');
});

test('who cannot see the figure is read every run', async () => {
  const { screen } = await shown([doneAt(0, 1), doneAt(1, 2)], 'finished');
  const rows = (): string[] =>
    [...screen.getByTestId('sweep-table').element().querySelectorAll('tbody tr')].map((row) => row.textContent);
  await expect.poll(rows).toHaveLength(6);
  expect(rows()[0]).toContain('finished');
  expect(rows()[5]).toContain('queued');
});

test('a sweep is put together by fields alone, and begins with a key', async () => {
  const { room, asked } = await shown([]);
  room.compose(presets.moons, 3);
  await expect.poll(() => said('sweep-start')).toContain('Start 7 runs');
  await page.getByTestId('mode-list').click();
  await page.getByTestId('axis-values').fill('0.1 oops');
  await expect.poll(() => said('axis-0')).toContain('“oops” is no number');
  await page.getByTestId('mode-log').click();
  await page.getByTestId('axis-from').fill('-1');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => said('axis-0')).toContain('Give a number above 0.');
  await expect.element(page.getByTestId('axis-from')).toHaveAttribute('aria-invalid', 'true');
  await expect.element(page.getByTestId('axis-to')).toHaveAttribute('aria-invalid', 'false');
  expect(said('axis-0')).not.toContain('NaN');
  expect(document.querySelectorAll('[data-testid="axis-0"] [role="alert"]')).toHaveLength(1);
  await page.getByTestId('mode-list').click();
  await expect.element(page.getByTestId('sweep-start')).toBeDisabled();
  await page.getByTestId('axis-values').fill('0.1 0.2');
  await expect.poll(() => said('sweep-start')).toContain('Start 2 runs');
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard(' ');
  await expect.poll(() => asked.some(({ call }) => call === 'createSweep')).toBe(true);
});
