import '../../theme/tokens.css';
import '../../theme/base.css';
import '../../theme/plots.css';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import { layoutOf } from '../../../core/frame/layout.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { Walker } from '../../../core/graph/walker.ts';
import { presets } from '../../../core/plan/presets.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { ExperimentDocument } from '../../document/document.svelte.ts';
import type { LabClient } from '../../lab/client.ts';
import { probeAt } from '../../view/probe.ts';
import { NetworkView } from '../../view/network-view.svelte.ts';
import { FakeLab } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { RunView } from '../../view/run-view.svelte.ts';
import Boundary from './Boundary.svelte';
import { boundaryTable } from './boundary-table.ts';
import { chanceOf, linesAt, marginAt } from '../../paint/contours.ts';
import { exampleNear, near, pointAt } from './mark.ts';

const plan = presets.moons;
const graph = graphOf(plan, shapeOf(plan));
const layout = layoutOf(plan, graph, shapeOf(plan));

function frame(step: number): Uint8Array {
  const walker = new Walker(graph, plan, 1);
  walker.initialize();
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step } as Scalars;
  return encodeFrame('frame', layout, plan.batchSize, scalars, (name, into) => {
    if (/^[Wb]\d$/.test(name)) into.set(walker.tensor(name).value);
  });
}

let network: NetworkView;
let session: Session;
const plane = page.getByTestId('plane');
const picture = page.getByRole('img');

beforeEach(async () => {
  const lab = new FakeLab();
  lab.layout = layout;
  const client: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> = {
    call: (call, args) => lab.call(call, args),
    onOpen: lab.onOpen,
    onEvent: lab.onEvent,
  };
  const document = new ExperimentDocument(client, plan);
  document.experiment = 1;
  session = new Session(lab, document);
  session.refreshExamples();
  network = new NetworkView(document, session);
  const place = globalThis.document.createElement('div');
  Object.assign(place.style, { width: '400px', height: '400px' });
  globalThis.document.body.replaceChildren(place);
  const view = new RunView(session);
  const props = { view, network, options: {}, set: () => undefined, wide: false, large: false };
  await render(Boundary, { target: place, props });
  await session.reset();
  lab.add(frame(0));
  await expect.poll(() => session.step).toBe(0);
});

test('a click sends that point through the network, a second one there shows the batch again', async () => {
  await plane.click({ position: { x: 5, y: 5 } });
  const { probe } = network.values;
  expect(probe?.set).toBe(null);
  expect(Math.abs((probe?.x[0] ?? 0) + 5)).toBeLessThan(0.3);
  expect(Math.abs((probe?.x[1] ?? 0) - 5)).toBeLessThan(0.3);
  const o = network.values.get('o')?.values[0] ?? NaN;
  const p = (1 / (1 + Math.exp(-o))).toFixed(2);
  await expect.element(picture).toHaveAttribute('aria-label', expect.stringContaining(`p = ${p}`));
  expect(network.values.get('dW1')).toBe(null);
  await plane.click({ position: { x: 6, y: 6 } });
  expect(network.values.alone).toBe(false);
  expect(network.values.get('o')?.rows).toBe(plan.batchSize);
});

test('by keyboard: arrows move it a twentieth of the axis, Enter sends it, Escape shows the batch again', async () => {
  (plane.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}');
  expect(network.values.alone).toBe(false);
  await userEvent.keyboard('{Enter}');
  const { probe } = network.values;
  // it may be an example there
  expect(Math.hypot((probe?.x[0] ?? 9) - 1, (probe?.x[1] ?? 9) + 0.5)).toBeLessThan(0.3);
  await userEvent.keyboard('{Escape}');
  expect(network.values.alone).toBe(false);
});

test('an example of the test set has its own loss and gradients', () => {
  const sets = session.examples;
  if (!sets) throw new Error('no examples');
  network.values.show(probeAt(sets, 'test', 3));
  expect(network.values.get('y')?.values).toEqual(Float64Array.from(sets.test.y.subarray(3, 4)));
  const o = network.values.get('o')?.values[0] ?? NaN;
  const y = sets.test.y[3] ?? NaN;
  expect(network.values.get('do')?.values[0]).toBeCloseTo(1 / (1 + Math.exp(-o)) - y, 12); // of n = 1
  expect(network.seen.sum?.J).toBeCloseTo(Math.log1p(Math.exp(y === 1 ? -o : o)), 12);
});

test('other examples put the probe away', () => {
  const sets = session.examples;
  if (!sets) throw new Error('no examples');
  network.values.show(probeAt({ ...sets }, 'train', 0));
  expect(network.values.probe).toBe(null);
  expect(network.values.alone).toBe(false);
});

test('a click means the example under it, a training example before a test example', () => {
  const at = (x: number[]) => ({ count: 1, width: 2, x: Float32Array.from(x), scale: 1, y: new Float32Array(1) });
  const set = (x: number[]) => ({ ...at(x), targetWidth: 1, labels: new Uint32Array(1) });
  const square = { x: 10, y: 2, side: 200, limit: 5 };
  const sets = { train: set([1, 1]), validation: set([9, 9]), test: set([1, 1]) };
  const point = pointAt(square, 10 + 120, 2 + 80);
  expect(point[0]).toBeCloseTo(1);
  expect(point[1]).toBeCloseTo(1);
  expect(exampleNear(square, sets, point)).toEqual({ set: 'train', index: 0 });
  expect(exampleNear(square, { ...sets, train: set([4, 4]) }, point)).toEqual({ set: 'test', index: 0 });
  expect(exampleNear(square, sets, [2, 1])).toBe(null);
  expect(near(square, [1, 1], [1.1, 1.1])).toBe(true);
  expect(pointAt(square, -50, 900)).toEqual([-5, -5]);
});

test('contours lie where the network is so sure', () => {
  for (const loss of ['binary_cross_entropy', 'squared_error'] as const)
    expect(chanceOf(marginAt(0.9, loss), loss)).toBeCloseTo(0.9);
  // margins that rise from −4 on the left to 4 on the right: 0.9 is at ln 9
  const size = 32;
  const values = Array.from({ length: size ** 2 }, (_, i) => (((i % size) + 0.5) / size) * 8 - 4);
  const points = linesAt({ size }, values, marginAt(0.9, 'binary_cross_entropy'));
  const xs = points.filter((v, i) => i % 2 === 0 && !Number.isNaN(v));
  expect(xs.length).toBeGreaterThan(20);
  for (const x of xs) expect(x * 8 - 4).toBeCloseTo(Math.log(9), 1);
});

test('the table has the counts, the probe and every example', () => {
  const sets = session.examples;
  if (!sets) throw new Error('no examples');
  const answered = (right: number[]) => ({ margins: Float64Array.from(right, () => 1), right: Uint8Array.from(right) });
  const ones = Array<number>(100).fill(1);
  const both = { train: answered(ones.with(3, 0)), test: answered(ones) };
  const at = probeAt(sets, 'train', 0);
  const { rows, head } = boundaryTable('', sets, both, { at, chance: 0.7, given: 1 }, plan.loss);
  expect(rows).toHaveLength(203);
  expect(rows[0]?.slice(6)).toEqual([99, 1, 0.99]);
  expect(rows[2]?.slice(0, 7)).toEqual(['probe', 'train', at.x[0], at.x[1], 1, 0.7, 1]);
  expect(head[5]).toBe('p');
  expect(rows[6]?.[6]).toBe(0);
});
