import '../../theme/tokens.css';
import '../../theme/base.css';
import '../../theme/plots.css';
import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { examplesOf } from '../../../core/examples.ts';
import { mnist } from '../../../core/datasets.ts';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import { layoutOf, shownOf } from '../../../core/frame/layout.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { Walker } from '../../../core/graph/walker.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { ExperimentDocument } from '../../document/document.svelte.ts';
import type { LabClient } from '../../lab/client.ts';
import { NetworkView } from '../../view/network-view.svelte.ts';
import { FakeLab } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { RunView } from '../../view/run-view.svelte.ts';
import Digits from './Digits.svelte';
import OneDigit from './OneDigit.svelte';
import { pickedOf } from './picked.svelte.ts';
import Predictions from './Predictions.svelte';
import { chancesOf } from '../../../core/passes.ts';
import Tiles from './Tiles.svelte';
import { gridOf, tileImage, TILE } from './tiles.ts';

const plan: Plan = {
  ...presets.digits,
  data: { kind: 'mnist', train: 400, test: 0 },
  network: chain([12, 10], 'tanh'),
  batchSize: 100,
};
const shape = shapeOf(plan);
const graph = graphOf(plan, shape);
const layout = layoutOf(plan, graph, shape);

/** Made-up digits: image i has the label i mod 10, and ink where its label says. */
const digits = {
  labels: Uint8Array.from({ length: mnist.count }, (_, i) => i % 10),
  pixels: Uint8Array.from({ length: mnist.count * mnist.width }, (_, k) => {
    const [i, at] = [Math.floor(k / mnist.width), k % mnist.width];
    return at % 10 === i % 10 && at > 200 && at < 600 ? 255 : 0;
  }),
};
const sets = examplesOf(plan, digits);
const walker = new Walker(graph, plan, 1);
walker.initialize();

/** Digits 40 to 139 are shown; every one is answered 3. */
function frame(step: number): Uint8Array {
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step } as Scalars;
  return encodeFrame('frame', layout, plan.batchSize, { ...scalars, loss: 0.94 }, (name, into) => {
    if (name === 'shown') into.forEach((_, i) => (into[i] = 40 + i));
    if (name === 'shown o') into.forEach((_, k) => (into[k] = k % 10 === 3 ? 1 : 0));
  });
}
const keyframe = (step: number): Uint8Array => {
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step } as Scalars;
  return encodeFrame('keyframe', layout, plan.batchSize, scalars, (name, into) => {
    if (/^[Wb]\d+$/.test(name)) into.set(walker.tensor(name).value);
  });
};

let session: Session;
let network: NetworkView;
let view: RunView;
const set = vi.fn();

beforeEach(async () => {
  set.mockClear();
  const lab = new FakeLab();
  lab.layout = layout;
  lab.plan = plan;
  const client: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
    call: (call, args) => lab.call(call, args),
    onOpen: lab.onOpen,
    onEvent: lab.onEvent,
  };
  const document = new ExperimentDocument(client, plan);
  document.experiment = 1;
  session = new Session(lab, document);
  Object.defineProperty(session, 'examples', { value: sets });
  network = new NetworkView(document, session);
  view = new RunView(session);
  await session.reset();
  lab.add(keyframe(100), frame(158));
  await expect.poll(() => session.step).toBe(158);
});

async function shown(component: typeof OneDigit, options = {}): Promise<void> {
  const place = globalThis.document.createElement('div');
  Object.assign(place.style, { width: '300px', height: '420px' });
  globalThis.document.body.append(place);
  await render(component, { target: place, props: { view, network, options, set, wide: false, large: false } });
}

test('the batch is counted within its epoch, epochs from 0', async () => {
  const long: Plan = { ...plan, data: { kind: 'mnist', train: 10_000, test: 0 } };
  Object.defineProperty(view, 'plan', { value: long });
  await shown(Digits);
  await expect.element(page.getByTestId('batch')).toHaveTextContent('58');
  await expect.element(page.getByTestId('epoch')).toHaveTextContent('1');
});

test('a digit picked in one grid is picked in both, by pointer or by keyboard, and is read out', async () => {
  await shown(Predictions);
  const grid = page.getByTestId('pick-predictions');
  const { width } = grid.element().getBoundingClientRect();
  await grid.click({ position: { x: 0.25 * width, y: 0.15 * width } }); // column 2 of row 1
  expect(pickedOf(view).example).toBe(40 + 12);
  await expect.element(page.getByRole('option')).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  await expect.element(page.getByRole('option')).toHaveAttribute('aria-posinset', '24');
  const label = sets.train.labels[40 + 23] ?? -1;
  const said = label === 3 ? 'a 3' : `a ${label}, taken for 3`;
  await expect.element(page.getByRole('option')).toHaveAttribute('aria-label', said);
  expect(grid.element().getAttribute('aria-activedescendant')).toBe(page.getByRole('option').element().id);
  await userEvent.keyboard('{Enter}');
  expect(pickedOf(view).example).toBe(40 + 23);
});

test('one digit: the network of the keyframe, the first of the grid until one is picked', async () => {
  await shown(OneDigit);
  const picture = page.getByRole('img').first();
  const label = (): number => sets.train.labels[pickedOf(view).example ?? 40] ?? -1;
  await expect.element(picture).toHaveAttribute('aria-label', expect.stringContaining(`step 100: a ${label()}`));
  walker.batch.n = 1;
  const at = pickedOf(view);
  at.example = 77;
  walker.tensor('x').value.set(Float32Array.from(sets.train.x.subarray(77 * 784, 78 * 784), (v) => v / 255));
  walker.predict();
  const chances = chancesOf(Array.from(walker.tensor('o').value), plan.loss);
  const text = chances.map((chance, k) => `${k} ${chance.toFixed(2)}`).join(', ');
  await expect.element(picture).toHaveAttribute('aria-label', expect.stringContaining(text));
});

test('what is drawn is answered while it is drawn, and is gone when it is cleared', async () => {
  await shown(OneDigit, { draw: true });
  const picture = page.getByRole('img').first();
  await expect.element(picture).toHaveAttribute('aria-label', 'One digit: draw a digit');
  const pad = page.getByTestId('pad');
  await expect.element(pad).toBeVisible();
  const box = pad.element().getBoundingClientRect();
  const at = (type: string, x: number, y: number): void => {
    const place = { clientX: box.left + x * box.width, clientY: box.top + y * box.height };
    pad
      .element()
      .dispatchEvent(new PointerEvent(type, { ...place, button: 0, buttons: 1, pointerId: 1, bubbles: true }));
  };
  vi.spyOn(HTMLElement.prototype, 'setPointerCapture').mockReturnValue();
  at('pointerdown', 0.3, 0.2);
  at('pointermove', 0.7, 0.2);
  await expect.element(picture).toHaveAttribute('aria-label', expect.stringContaining('drawn, taken for'));
  const before = pickedOf(view).pad.digit;
  at('pointermove', 0.4, 0.8);
  at('pointerup', 0.4, 0.8);
  expect(pickedOf(view).pad.digit).not.toEqual(before);
  await page.getByTestId('clear-pad').click();
  await expect.element(picture).toHaveAttribute('aria-label', 'One digit: draw a digit');
});

test('a tile selects its unit in the network', async () => {
  await shown(Tiles);
  const grid = page.getByTestId('pick-tiles');
  await expect.element(page.getByRole('option')).toHaveAttribute('aria-label', 'unit 1 of 12');
  await grid.click({ position: { x: 5, y: 5 } });
  expect(network.unit).toEqual({ variable: 'h1', index: 0 });
  await userEvent.keyboard('{End}{Enter}');
  expect(network.unit).toEqual({ variable: 'h1', index: 11 });
});

test('all tiles as large as they fit, or as many as can be seen', () => {
  expect(gridOf(12, 300, 200)).toEqual({ columns: 4, rows: 3, size: 66, count: 12 });
  expect(gridOf(300, 188, 319)).toEqual({ columns: 6, rows: 10, size: 31, count: 60 });
  expect(gridOf(1, 900, 900).size).toBe(120);
});

test('weights on one scale, an exact 0 as ground', () => {
  const weights = new Float32Array(2 * mnist.width);
  weights[0] = 1;
  weights[mnist.width + 1] = -1;
  const canvas = tileImage(weights, [1, 0], { columns: 2, rows: 1 }, 1, [1, 2, 3]);
  const pixel = (x: number, y: number): number[] => [...(canvas.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])];
  expect(pixel(5, 5)).toEqual([1, 2, 3, 255]);
  expect(pixel(TILE - 1, 0)[3]).toBe(0); // between two tiles
  expect(pixel(TILE, 0)).not.toEqual(pixel(1, 0)); // +1 of unit 0, −1 of unit 1
  expect(pixel(TILE, 0)[2]).toBeGreaterThan(pixel(TILE, 0)[0] ?? 255);
});

test('what the outputs say of each digit', () => {
  expect(chancesOf([1000, 1000], 'softmax_cross_entropy')).toEqual([0.5, 0.5]);
  expect(chancesOf([0, 2], 'binary_cross_entropy')[0]).toBe(0.5);
  expect(chancesOf([0.2, 1.3], 'squared_error')).toEqual([0.2, 1.3]);
  expect(shownOf(shape)).toBe(100);
});
