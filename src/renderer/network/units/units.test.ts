import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import { layoutOf } from '../../../core/frame/layout.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { presets } from '../../../core/plan/presets.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { ExperimentDocument } from '../../document/document.svelte.ts';
import type { LabClient } from '../../lab/client.ts';
import { FakeLab } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { NetworkView } from '../../view/network-view.svelte.ts';
import UnitsFoot from './UnitsFoot.svelte';
import UnitsPane from './UnitsPane.svelte';
import { UnitsScene } from './scene.svelte.ts';
import UnitsZoom from './UnitsZoom.svelte';

const plan = presets.moons;
const shape = shapeOf(plan);
const layout = layoutOf(plan, graphOf(plan, shape), shape);

/** A frame whose weights are i/8 times `size`, entry by entry, and whose gradients are a hundredth of that. */
function frame(step: number, size = 1): Uint8Array {
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step } as Scalars;
  return encodeFrame('frame', layout, plan.batchSize, scalars, (name, into) => {
    const factor = name.startsWith('dW') || name.startsWith('db') ? 0.01 : 1;
    if (/^d?[Wb]\d$/.test(name)) into.forEach((_, i) => (into[i] = (factor * size * (i - 3)) / 8));
  });
}

let lab: FakeLab;
let view: NetworkView;
let session: Session;
const branch = vi.fn(() => Promise.resolve());
const value = page.getByTestId('parameter-value');
const editor = page.getByTestId('parameter-editor');

beforeEach(async () => {
  branch.mockClear();
  lab = new FakeLab();
  lab.layout = layout;
  const client: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
    call: (call, args) => lab.call(call, args),
    onOpen: lab.onOpen,
    onEvent: lab.onEvent,
  };
  const document = new ExperimentDocument(client, plan);
  document.experiment = 1;
  session = Object.assign(new Session(lab, document), { branch });
  view = new NetworkView(document, session);
  const place = globalThis.document.createElement('div');
  Object.assign(place.style, { display: 'flex', width: '700px', height: '600px' });
  globalThis.document.body.replaceChildren(place);
  const scene = new UnitsScene(view);
  await render(UnitsZoom, { target: place, props: { scene } });
  await render(UnitsPane, { scene });
  await render(UnitsFoot, { scene });
});

async function run(...frames: Uint8Array[]): Promise<void> {
  await session.reset();
  lab.add(...frames);
  await vi.waitFor(() => expect(session.step).toBe(frames.length - 1), 15_000);
}

test('a unit is picked, and what flows into it is in the table', async () => {
  await run(frame(0));
  await page.getByTestId('node-unit-1-3').click();
  await expect.element(page.getByTestId('set-weight-0')).toHaveTextContent('0.375'); // entry 6 of 6 × 2
  await expect.element(page.getByTestId('set-weight-1')).toHaveTextContent('0.500');
  await expect.element(page.getByTestId('gradient-weight-1')).toHaveTextContent('0.0050');
  await expect.element(page.getByTestId('unit-card')).toBeVisible();
  expect(view.unit).toEqual({ variable: 'h1', index: 3 });
});

test('a number is set: Enter starts a branch, Esc and another number do not', async () => {
  await run(frame(0));
  await page.getByTestId('node-unit-1-3').click();
  await page.getByTestId('set-weight-1').click();
  await expect.element(value).toHaveValue('0.500000');
  await value.fill('much');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(editor).not.toBeInTheDocument();
  expect(branch).not.toHaveBeenCalled();
  await page.getByTestId('set-weight-1').click();
  await userEvent.keyboard('{Enter}'); // the number it has already
  expect(branch).not.toHaveBeenCalled();
  await page.getByTestId('set-bias').click();
  await value.fill('−1,25');
  await userEvent.keyboard('{Enter}');
  expect(branch).toHaveBeenCalledExactlyOnceWith([{ name: 'b1', index: 3, value: -1.25 }]);
  await expect.element(editor).not.toBeInTheDocument();
});

test('by keyboard alone: Enter on a unit goes to its table, Enter there opens the field, and the focus comes back', async () => {
  await run(frame(0));
  const unit = page.getByTestId('node-unit-1-3');
  (unit.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  const weight = page.getByTestId('set-weight-0');
  await expect.element(weight).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.element(value).toHaveFocus();
  await userEvent.keyboard('0.75{Enter}');
  expect(branch).toHaveBeenCalledExactlyOnceWith([{ name: 'W1', index: 7, value: 0.75 }]);
  await expect.element(page.getByTestId('set-weight-1')).toHaveFocus();
});

test('where a number is not known the field says so', async () => {
  await page.getByTestId('node-unit-2-0').click();
  await page.getByTestId('set-bias').click();
  await expect.poll(() => editor.element().textContent).toContain('not known at this step');
  expect(value.query()).toBeNull();
});

test('the scale holds still when weights shrink, and fits again when asked to', async () => {
  const scale = page.getByTestId('fit-scale');
  await run(frame(0));
  await expect.element(scale).toHaveAccessibleName(/up to 2:/);
  lab.add(frame(1, 4));
  await expect.element(scale).toHaveAccessibleName(/up to 10:/);
  lab.add(frame(2, 1));
  await vi.waitFor(() => expect(session.step).toBe(2), 15_000);
  await expect.element(scale).toHaveAccessibleName(/up to 10:/);
  await scale.click();
  await expect.element(scale).toHaveAccessibleName(/up to 2:/);
});

test('all dense layers get one initialization, in one step of undo', async () => {
  await page.getByTestId('init-too_large').click();
  const kinds = (): string[] =>
    view.document.plan.network.flatMap((one) => (one.type === 'dense' ? [one.init.kind] : []));
  expect(kinds()).toEqual(['too_large', 'too_large', 'too_large']);
  view.document.undo();
  expect(kinds()).toEqual(['appropriate', 'appropriate', 'appropriate']);
});

test('a dataset is chosen by its picture', async () => {
  await page.getByTestId('data-spiral').click();
  expect(view.document.plan.data).toEqual({ ...plan.data, kind: 'spiral' });
});
