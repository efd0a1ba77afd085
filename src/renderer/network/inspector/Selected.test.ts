import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { ExperimentDocument } from '../../document/document.svelte.ts';
import type { LabClient } from '../../lab/client.ts';
import Selected from './Selected.svelte';

const lab: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
  call: (() => Promise.resolve({ value: null })) as unknown as LabClient['call'],
  onOpen: () => () => undefined,
  onEvent: () => () => undefined,
};
const parameters = { W1: Array<number[]>(6).fill([0.5, -0.5]) };
let document: ExperimentDocument;
const open = async (plan: Plan, at: number): Promise<void> => {
  document = new ExperimentDocument(lab, plan);
  document.selectAt(at);
  await render(Selected, { document });
};
const choices = (): string[] =>
  [...(page.getByTestId('field-init').element() as HTMLSelectElement).options].map(({ value }) => value);

test('the σ of noise is edited as one step of undo', async () => {
  await open({ ...presets.moons, network: presets.moons.network.toSpliced(0, 0, { type: 'noise', sigma: 0.1 }) }, 0);
  await expect.element(page.getByText(/drawn anew/)).toBeVisible();
  await page.getByTestId('field-sigma').fill('0.3');
  await userEvent.keyboard('{Enter}');
  expect(document.plan.network[0]).toEqual({ type: 'noise', sigma: 0.3 });
  expect(document.undoLabel).toBe('noise σ = 0.3');
});

test('weights can be given only where the plan gives them', async () => {
  await open(presets.moons, 0);
  expect(choices()).not.toContain('given');
  document.edit('give', (plan) => ({ ...plan, parameters }));
  await expect.poll(choices).toContain('given');
  await expect.element(page.getByText('given in the plan')).toBeVisible();
  document.selectAt(2);
  await expect.poll(choices).not.toContain('given');
});

test('another initialization takes the place of given numbers', async () => {
  await open({ ...presets.moons, parameters }, 0);
  await page.getByTestId('field-init').selectOptions('orthogonal');
  expect(document.plan).not.toHaveProperty('parameters');
  await expect.element(page.getByTestId('field-scale')).toHaveValue('1');
  document.undo();
  expect(document.plan.parameters).toBe(parameters);
});

test('numbers that should be given and are not are told in their place', async () => {
  const network = presets.moons.network.with(0, { type: 'dense', units: 6, init: { kind: 'given' }, bias: true });
  await open({ ...presets.moons, network }, 0);
  expect(choices()).toContain('given');
  await expect.element(page.getByRole('alert')).toMatchTextContent(/W1 should be given in the plan/);
  await page.getByRole('button', { name: 'Use appropriate' }).click();
  expect(document.problems).toEqual([]);
});
