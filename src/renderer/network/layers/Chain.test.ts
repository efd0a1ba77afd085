import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { ExperimentDocument } from '../../document/document.svelte.ts';
import type { LabClient } from '../../lab/client.ts';
import { FakeLab } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import '../../theme/base.css';
import '../../theme/tokens.css';
import { ChainEditor } from '../editor.svelte.ts';
import { Seen } from '../../view/seen.svelte.ts';
import { StepValues } from '../../view/values.svelte.ts';
import Chain from './Chain.svelte';

const lab: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
  call: (() => Promise.resolve({ value: null })) as unknown as LabClient['call'],
  onOpen: () => () => undefined,
  onEvent: () => () => undefined,
};
let document: ExperimentDocument;
let editor: ChainEditor;

async function open(plan: Plan): Promise<void> {
  await page.viewport(1366, 768);
  document = new ExperimentDocument(lab, plan);
  editor = new ChainEditor(document);
  const session = new Session(new FakeLab(), document);
  const place = window.document.createElement('div');
  place.style.cssText = 'display: flex; flex-direction: column; width: 698px; height: 588px';
  window.document.body.append(place);
  const values = new StepValues(session, () => document.graph);
  await render(Chain, {
    target: place,
    props: { editor, session, seen: new Seen(session, values, () => document.graph) },
  });
  await expect.element(page.getByTestId('block-data')).toBeVisible();
}
beforeEach(() => {
  for (const old of window.document.querySelectorAll('body > div')) old.remove();
});

const shapes = (): string[] =>
  [...window.document.querySelectorAll('.svelte-flow__edge-label .ink3')].map((label) => label.textContent);
const blocks = (): (string | null)[] =>
  [...window.document.querySelectorAll('[data-title]')].map((block) => block.getAttribute('data-title'));

test('blocks stand in their order, full width, with the shapes on the wires between them', async () => {
  await open(presets.moons);
  expect(blocks()).toEqual(['Data', 'Dense 1', 'ReLU', 'Dense 2', 'ReLU', 'Dense 3', 'Loss']);
  await expect.poll(shapes).toEqual(['n × 2', 'n × 6', 'n × 6', 'n × 3', 'n × 3', 'n × 1']);
  const box = (): number[] => {
    const { width, height } = page.getByTestId('block-0').element().getBoundingClientRect();
    return [width, height];
  };
  await expect.poll(box).toEqual([666, 62]);
  document.edit('units', (plan) => ({
    ...plan,
    network: plan.network.with(0, { type: 'dense', units: 9, init: { kind: 'he' }, bias: true }),
  }));
  await expect.poll(shapes).toEqual(['n × 2', 'n × 9', 'n × 9', 'n × 3', 'n × 3', 'n × 1']);
});

test('an edit of one block draws nothing of the others again', async () => {
  await open(presets.moons);
  const canvases = [...window.document.querySelectorAll('canvas')];
  expect(canvases).toHaveLength(6);
  await expect.poll(() => canvases.every(({ width }) => width === Math.round(148 * devicePixelRatio))).toBe(true);
  await window.document.fonts.ready; // a formula in its own font may move what is drawn
  await new Promise(requestAnimationFrame);
  const cleared = vi.spyOn(CanvasRenderingContext2D.prototype, 'clearRect');
  await page.getByTestId('block-0').hover();
  await page.getByTestId('here-bias-0').click();
  await expect.element(page.getByTestId('here-bias-0')).toHaveAttribute('aria-checked', 'false');
  await new Promise(requestAnimationFrame);
  expect(cleared).not.toHaveBeenCalled();
  cleared.mockRestore();
});

test('only the selected block’s controls are reached by Tab', async () => {
  await open(presets.moons);
  document.selectAt(2);
  const reached = (): string[] =>
    [...window.document.querySelectorAll<HTMLElement>('[data-testid="chain"] :is(button, select, input)')]
      .filter(({ tabIndex }) => tabIndex === 0)
      .map((control) => control.getAttribute('aria-label') ?? '');
  await expect
    .poll(reached)
    .toEqual([
      'Dense 2, 3 units, block 4 of 7',
      'Bias',
      'Frozen',
      'Units: 3',
      'Initialization',
      'Duplicate Dense 2',
      'Remove Dense 2',
      'Add after Dense 2',
    ]);
  document.selectAt(5);
  await expect
    .poll(reached)
    .toEqual(['Loss, sigmoid cross-entropy, weight decay 0, block 7 of 7', 'Weight decay λ: 0', 'Loss']);
});

test('what cannot be is said in the block and not taken; Esc puts back what was', async () => {
  await open(presets.moons);
  await page.getByTestId('here-units-0').click();
  await page.getByTestId('here-units-0').fill('2.5');
  await expect.element(page.getByTestId('block-0').getByRole('alert')).toMatchTextContent(/not a whole number/);
  await userEvent.keyboard('{Enter}');
  expect(document.plan).toBe(presets.moons);
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByTestId('here-units-0')).toMatchTextContent('6 units');
  await expect.element(page.getByTestId('here-units-0')).toHaveFocus();
  await page.getByTestId('here-units-0').click();
  await userEvent.keyboard('{ArrowUp}{Enter}');
  expect(document.plan.network[0]).toMatchObject({ units: 7 });
});

test('a number in a block is understood as in every other field, and what was not taken is said', async () => {
  await open(presets.moons);
  await page.getByTestId('here-units-0').click();
  await page.getByTestId('here-units-0').fill('1,000');
  await expect.element(page.getByTestId('understood')).toMatchTextContent('= 1000');
  await userEvent.keyboard('{Enter}');
  expect(document.plan.network[0]).toMatchObject({ units: 1000 });
  await page.getByTestId('here-units-0').click();
  await page.getByTestId('here-units-0').fill('2,5');
  await expect.element(page.getByTestId('block-0').getByRole('alert')).toMatchTextContent('2.5 is not a whole number');
  (page.getByTestId('here-units-0').element() as HTMLElement).blur();
  await expect.element(page.getByTestId('block-0').getByRole('alert')).toMatchTextContent('“2,5” was not taken.');
  expect(document.plan.network[0]).toMatchObject({ units: 1000 });
});

test('an empty network has one place for a layer, and a + that says what may go there', async () => {
  await open({ ...presets.moons, network: [] });
  await expect.element(page.getByTestId('slot')).toMatchTextContent('Drop a layer here, or press +');
  await page.getByTestId('block-data').hover();
  await page.getByTestId('plus-0').click();
  const entries = (): string[] =>
    page
      .getByRole('menuitem')
      .elements()
      .map((entry) => entry.textContent.trim());
  expect(entries()).toEqual(['Dense', 'Dropout', 'Noise']); // an activation would bend the data
  await userEvent.keyboard('n{Enter}');
  expect(document.plan.network).toEqual([{ type: 'noise', sigma: 0.1 }]);
  await expect.element(page.getByRole('button', { name: /^Noise, σ = 0.1/ })).toHaveFocus();
});

test('twenty blocks scroll, say how many there are below, and the focus brings its block into sight', async () => {
  await open(presets.moons);
  editor.picked.all();
  editor.duplicate(0);
  editor.picked.all();
  editor.duplicate(0);
  await expect.element(page.getByText(/^\d+ more$/)).toBeVisible();
  const chain = page.getByTestId('chain').element();
  document.selected = 'loss';
  await editor.focus();
  await expect.poll(() => chain.scrollTop + chain.clientHeight).toBe(chain.scrollHeight);
  await expect.element(page.getByText(/^\d+ more$/)).not.toBeInTheDocument();
});
