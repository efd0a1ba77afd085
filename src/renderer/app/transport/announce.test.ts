import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { atStart, type RunInfo, type RunStatus } from '../../../core/run.ts';
import Announced from './Announced.svelte';
import { announcementOf, type Seen } from './announce.ts';

const info = (status: RunStatus, step: number, message?: string): RunInfo => ({
  id: 3,
  experiment: 1,
  name: 'Run 3',
  createdAt: 0,
  steps: 3000,
  frames: 1,
  bytes: 1,
  architecture: '2-6-3-1',
  activation: 'relu',
  data: 'moons',
  init: 'appropriate',
  parent: null,
  progress: { ...atStart(status), step, ...(message !== undefined && { message }) },
});
const seen = (status: RunStatus, step: number, id = 3): Seen => ({ id, status, step });

test.each<[Seen | null, RunInfo, string]>([
  [null, info('running', 0), 'Run 3 has started, for 3,000 steps.'],
  [seen('finished', 3000, 2), info('running', 0), 'Run 3 has started, for 3,000 steps.'],
  [seen('paused', 0), info('running', 1), 'Run 3 has started, for 3,000 steps.'],
  [seen('running', 10), info('running', 20), ''],
  [seen('paused', 20), info('running', 21), ''],
  [seen('running', 10), info('paused', 20), ''],
  [seen('running', 10), info('finished', 3000), 'Run 3 has finished after 3,000 steps.'],
  [seen('running', 10), info('finished', 1200), 'Run 3 was stopped early, at step 1,200.'],
  [seen('paused', 10), info('stopped', 10), 'Run 3 was stopped at step 10 and is kept.'],
  [
    seen('running', 10),
    info('diverged', 12, 'z1 is NaN'),
    'The loss became infinite at step 12: the learning rate is too large for these weights.',
  ],
  [null, info('finished', 3000), ''], // opened from the list
  [seen('running', 10, 2), info('diverged', 12, 'z1'), ''],
])('from %o', (before, now, sentence) => {
  expect(announcementOf(before, now)).toBe(sentence);
});

test('the region is empty before and after there was something to say', async () => {
  const region = page.getByTestId('run-announcement');
  const view = await render(Announced, { info: null as RunInfo | null });
  expect(region.element().textContent).toBe('');
  await view.rerender({ info: info('running', 0) });
  await expect.element(region).toHaveTextContent('Run 3 has started, for 3,000 steps.');
  await expect.poll(() => region.element().textContent, { timeout: 8000 }).toBe('');
  await view.rerender({ info: info('finished', 3000) });
  await expect.element(region).toHaveTextContent('Run 3 has finished after 3,000 steps.');
});
