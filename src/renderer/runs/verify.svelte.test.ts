import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { LabError } from '../../core/errors.ts';
import { atStart, type RunInfo } from '../../core/run.ts';
import type { Verification } from '../../core/verification.ts';
import { FakeLab } from '../run/fake-lab.ts';
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
