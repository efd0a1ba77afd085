import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { presets } from '../../../core/plan/presets.ts';
import { scheduleIds } from '../../../core/schedules.ts';
import { withClip, withSchedule, withStopping } from '../../document/adapt.ts';
import { ExperimentDocument } from '../../document/document.svelte.ts';
import type { LabClient } from '../../lab/client.ts';
import Training from './Training.svelte';

const lab: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
  call: (() => Promise.resolve({ value: null })) as unknown as LabClient['call'],
  onOpen: () => () => undefined,
  onEvent: () => () => undefined,
};
let document: ExperimentDocument;
const field = (id: string) => page.getByTestId(`field-${id}`);
const more = page.getByTestId('training-more');
const type = async (id: string, text: string): Promise<void> => {
  await field(id).fill(text);
  await userEvent.keyboard('{Enter}');
};

beforeEach(() => (document = new ExperimentDocument(lab, presets.moons)));

test('what is rarely changed is out of sight until it is asked for', async () => {
  await render(Training, { document });
  await expect.element(more).toHaveAttribute('aria-expanded', 'false');
  expect(field('l1').query()).toBeNull();
  await more.click();
  await expect.element(field('l1')).toBeVisible();
  await more.click();
  expect(field('l1').query()).toBeNull();
  await expect.element(more).toHaveTextContent('More');
});

test('it is open where the plan uses some of it, and says what when it is closed', async () => {
  document.edit('some', (plan) => withStopping(withClip(withSchedule(plan, 'cosine'), 1), 5));
  await render(Training, { document });
  await expect.element(field('schedule')).toHaveValue('cosine');
  await expect.element(field('clip')).toHaveValue('1');
  await expect.element(field('patience')).toHaveValue('5');
  await more.click();
  await expect.element(more).toHaveTextContent('clipping, cosine, stopping');
});

test('L1 is one edit, and 0 is not written down', async () => {
  await render(Training, { document });
  await more.click();
  await type('l1', '0.001');
  expect(document.plan.l1).toBe(0.001);
  expect(document.undoLabel).toBe('L1 penalty');
  await type('l1', '0');
  expect(document.plan).toEqual(presets.moons);
});

test('clipping is turned on at 1, changed, and turned off', async () => {
  await render(Training, { document });
  await more.click();
  await field('clipping').click();
  expect(document.plan.optimizer.clip).toBe(1);
  await type('clip', '0');
  await expect.element(page.getByRole('alert')).toMatchTextContent(/more than 0/);
  await userEvent.keyboard('{Escape}');
  await type('clip', '0.25');
  expect(document.plan.optimizer.clip).toBe(0.25);
  await field('clipping').click();
  expect(document.plan).toEqual(presets.moons);
});

test('every schedule shows its formula and its own constants', async () => {
  await render(Training, { document });
  await more.click();
  for (const id of scheduleIds) {
    await field('schedule').selectOptions(id);
    expect(document.plan.optimizer.schedule?.kind ?? 'constant').toBe(id);
    expect(document.problems).toEqual([]);
  }
  await field('schedule').selectOptions('step');
  await type('every', '3');
  await type('factor', '0.5');
  expect(document.plan.optimizer.schedule).toEqual({ kind: 'step', every: 3, factor: 0.5 });
  await field('schedule').selectOptions('cosine');
  expect(field('every').query()).toBeNull();
  await expect.element(field('floor')).toHaveValue('0');
});

test('early stopping with nothing to look at is told in its place, and a click turns it off', async () => {
  document.edit('no test', (plan) => ({ ...plan, data: { kind: 'moons', train: 100, test: 0, noise: 1 } }));
  await render(Training, { document });
  await more.click();
  await field('stopping').click();
  expect(document.plan.earlyStopping).toEqual({ patience: 10 });
  expect(document.problems).toEqual([]); // a validation set came with it
  document.edit('none', (plan) => ({ ...plan, data: { kind: 'moons', train: 100, test: 40, noise: 1 } }));
  await expect.element(page.getByTestId('stopping-on-test')).toBeVisible();
  document.edit('none', (plan) => ({ ...plan, data: { kind: 'moons', train: 100, test: 0, noise: 1 } }));
  await expect.element(page.getByRole('alert')).toMatchTextContent(/there are no validation examples/);
  await page.getByRole('button', { name: 'Turn it off' }).click();
  expect(document.plan).not.toHaveProperty('earlyStopping');
  expect(document.problems).toEqual([]);
  expect(page.getByRole('alert').query()).toBeNull();
});

test('another engine is one edit, TensorFlow has its backends, and the SIMD kernels need no word', async () => {
  await render(Training, { document });
  await more.click();
  await expect.element(field('engine')).toHaveValue('simd');
  expect(field('backend').query()).toBeNull();
  await field('engine').selectOptions('tensorflow');
  expect(document.plan.engine).toBe('tensorflow');
  await field('backend').selectOptions('cpu');
  expect(document.plan.backend).toBe('cpu');
  await more.click();
  await expect.element(more).toHaveTextContent('TensorFlow · cpu');
  await more.click();
  await field('engine').selectOptions('auto');
  expect(document.plan).toEqual({ ...presets.moons, name: 'Moons, changed', engine: 'auto' });
  await field('engine').selectOptions('simd');
  expect(document.plan).toEqual(presets.moons);
});
