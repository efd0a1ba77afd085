import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { everyRun } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import { atStart, type RunInfo } from '../../core/run.ts';
import type { Verification } from '../../core/verification.ts';
import { FakeLab } from '../run/fake-lab.ts';
import { RunsLab, runRow } from './fake-runs.ts';
import { runsView } from './prefs.svelte.ts';
import RunsPage from './RunsPage.svelte';
import VerifyButton from './VerifyButton.svelte';

const run = (id: number, more: Partial<RunInfo> = {}): RunInfo => ({
  id,
  experiment: 1,
  name: `Moons ${id}`,
  createdAt: id,
  steps: 100,
  frames: 1240,
  bytes: 1000,
  architecture: '2-6-3-1',
  activation: 'relu',
  data: 'moons',
  init: 'appropriate',
  parent: null,
  progress: atStart('finished'),
  ...more,
});
const by = { version: '0.1.0', kernels: '0123456789', node: '24.0.0', platform: 'linux-x64' };
const exact: Verification = { at: 0, by, frames: 1240, same: 1240, outcome: { kind: 'exact' } };
const differs: Verification = {
  ...exact,
  same: 1239,
  outcome: {
    kind: 'differs',
    findings: [
      {
        ordinal: 301,
        step: 300,
        frame: 'frame',
        damaged: false,
        what: 'numbers',
        difference: {
          name: 'W2', index: 7, columns: 6, stored: 0.5, again: -0.25, absolute: 0.75, relative: 0.5, others: 0,
        },
      },
    ],
  },
}; // prettier-ignore
const now = 0;

test('asks the lab, shows how far it is, lets it be called off, and says what was found', async () => {
  const lab = new FakeLab();
  const screen = await render(VerifyButton, { client: lab, info: run(3), now });
  await screen.getByTestId('verify').click();
  expect(lab.asked).toEqual([{ call: 'verify', args: { run: 3 } }]);
  lab.say({ type: 'verifying', run: 3, done: 500, of: 1240 });
  await expect
    .poll(() => screen.getByTestId('verify-progress').element().textContent.trim())
    .toMatch(/: 500 of 1,240 frames/);
  await screen.getByTestId('cancel-verify').click();
  expect(lab.asked.at(-1)).toEqual({ call: 'cancelVerify', args: { run: 3 } });
  lab.say({ type: 'verified', run: 3, verification: null });
  await expect.element(screen.getByTestId('verify')).toBeVisible();
  await screen.rerender({ client: lab, info: run(3, { verified: exact }), now });
  await expect
    .poll(() => screen.getByTestId('verification').element().textContent.trim())
    .toMatch(/^Reproduced exactly, 1,240 of 1,240 frames, on this computer\. Verified /);
});

test('what differs is said with its step, its entry and by how much, and who wrote it', async () => {
  const lab = new FakeLab();
  const screen = await render(VerifyButton, { client: lab, info: run(1, { verified: differs }), now });
  const said = screen.getByTestId('verification');
  await expect
    .poll(() => said.element().textContent.trim())
    .toMatch(/1,239 of 1,240 .* frame of step 300: W2\[1,1\] is stored as 0\.5 and computed as −0\.25/);
  await expect
    .poll(() => said.element().textContent.trim())
    .toMatch(/does not say which version wrote it; executed again by Goldilocks 0\.1\.0/);
  await screen.rerender({ client: lab, info: run(1, { verified: differs, wrote: { ...by, version: '0.0.9' } }), now });
  await expect
    .poll(() => said.element().textContent.trim())
    .toMatch(/Recorded by Goldilocks 0\.0\.9 \(kernels 0123456789, Node 24\.0\.0, linux-x64\)/);
});

test('one that waits says so; a live run has no button, and one without frames none to press', async () => {
  const lab = new FakeLab();
  const screen = await render(VerifyButton, { client: lab, info: run(2), now });
  lab.say({ type: 'verifying', run: 1, done: 7, of: 9 });
  lab.say({ type: 'verifying', run: 2, done: 0, of: 1240 });
  await expect.element(screen.getByText(/Waits for another run/)).toBeVisible();
  lab.reconnect();
  await expect.element(screen.getByTestId('verify')).toBeEnabled();
  await screen.rerender({ client: lab, info: run(2, { frames: 0 }), now });
  await expect.element(screen.getByTestId('verify')).toBeDisabled();
  await screen.rerender({ client: lab, info: run(2, { progress: atStart('running') }), now });
  await expect.element(screen.getByTestId('verify')).not.toBeInTheDocument();
});

test('what the lab refuses is said', async () => {
  const lab = new FakeLab();
  lab.call = () => Promise.reject(new LabError('verify-empty', { run: 2 }));
  const screen = await render(VerifyButton, { client: lab, info: run(2), now });
  await screen.getByTestId('verify').click();
  await expect
    .poll(() => screen.getByTestId('verification').element().textContent.trim())
    .toMatch(/^Nothing is stored of run 2/);
});

/** A page of four runs, of which 3 is live, all selected. */
async function allSelected(): Promise<RunsLab> {
  const lab = new RunsLab(4);
  lab.rows = [runRow(4), runRow(3, {}, { status: 'running' }), runRow(2, { verified: differs }), runRow(1)];
  const plain = lab.call.bind(lab);
  lab.call = async (call, args) => {
    const reply = await plain(call, args);
    if (call === 'verify' && (args as { run: number }).run === 3) throw new LabError('verify-live', { run: 3 });
    return reply;
  };
  runsView.query = everyRun;
  document.body.style.height = '600px';
  await render(RunsPage, { client: lab, onopen: () => undefined, onduplicate: () => undefined });
  await expect.element(page.getByTestId('run-row-1')).toBeInTheDocument();
  document.querySelector<HTMLElement>('[role="grid"]')?.focus();
  await userEvent.keyboard('{Home}{Shift>}{ArrowDown}{ArrowDown}{ArrowDown}{/Shift}');
  await expect.element(page.getByTestId('runs-count')).toHaveTextContent('4 of 4 selected');
  return lab;
}
const verifications = (lab: RunsLab, which: string): unknown[] =>
  lab.asked.flatMap(({ call, args }) => (call === which ? [(args as { run: number }).run] : []));
const text = (id: string): string => document.querySelector(`[data-testid="${id}"]`)?.textContent.trim() ?? '';

test('of several that are selected all that have ended are verified, counted, and told of in one line', async () => {
  const lab = await allSelected();
  await page.getByTestId('verify').click();
  await expect.poll(() => text('verify-progress')).toMatch(/: 0 of 3 runs done$/);
  expect(verifications(lab, 'verify')).toEqual([4, 3, 2, 1]);
  lab.say({ type: 'verified', run: 4, verification: exact });
  await expect.poll(() => text('verify-progress')).toMatch(/: 1 of 3 runs done$/);
  lab.say({ type: 'verified', run: 2, verification: differs });
  lab.say({ type: 'verified', run: 1, verification: differs });
  await expect
    .poll(() => text('verification'))
    .toBe(
      '1 of 3 reproduced; 2 were not: Moons 2, Moons 1. 1 was left out: it has not ended, or nothing of it is stored.',
    );
});

test('verifying several can be called off; what was found by then is said', async () => {
  const lab = await allSelected();
  await page.getByTestId('verify').click();
  await expect.poll(() => verifications(lab, 'verify')).toHaveLength(4);
  lab.say({ type: 'verified', run: 4, verification: exact });
  await page.getByTestId('cancel-verify').click();
  expect(verifications(lab, 'cancelVerify')).toEqual([1, 2]);
  await expect.poll(() => text('verification')).toMatch(/^1 of 1 reproduced\. 1 was left out/);
});

test('the row of a run that was not reproduced says so', async () => {
  await allSelected();
  const mark = page.getByTestId('unlike-2');
  await expect.element(mark).toHaveAttribute('title', expect.stringMatching(/^Not reproduced: 1,239 of 1,240/));
  await expect.element(page.getByTestId('unlike-1')).not.toBeInTheDocument();
});
