import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Component } from 'svelte';
import { encodeFrame, scalarNames, type Scalars } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { presets } from '../../core/plan/presets.ts';
import { FakeLab } from '../run/fake-lab.ts';
import { Session } from '../run/session.svelte.ts';
import { RunView } from '../view/run-view.svelte.ts';
import '../theme/base.css';
import '../theme/tokens.css';
import Confusion from './confusion/Confusion.svelte';
import Flow from './flow/Flow.svelte';
import Norms from './norms/Norms.svelte';
import type { PlotProps } from './plot.ts';
import { notRecorded } from '../paint/sentence.ts';

// the three plots that show what frames say of layers and of the test set: their tables are the recorded numbers

const entry = (name: string, columns: number, rows = 1): Layout['frame'][number] => ({ name, rows, columns });
const layout: Layout = {
  frame: [entry('‖W‖', 3), entry('‖dW‖', 3), entry('‖ΔW‖', 3), entry('‖dh‖', 2), entry('confusion', 2, 2)],
  keyframe: [],
};
const older: Layout = { frame: layout.frame.slice(0, 2), keyframe: [] };
const recorded = (row: number): Record<string, number[]> => ({
  '‖W‖': [1, 2, 4],
  '‖dW‖': [row, 0.5, 0.25],
  '‖ΔW‖': [0.5, 0, row],
  '‖dh‖': [3, row],
  confusion: [40 - row, 10 + row, 1, 49],
});
const scalars = (step: number): Scalars => ({
  ...(Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars),
  step,
  testStep: step,
});

const opened: Session[] = [];
afterEach(() => {
  opened.splice(0).forEach((session) => session.opened?.close());
  for (const old of document.querySelectorAll('body > div')) old.remove();
});

/** A plot of a run with three frames, at steps 0, 10 and 20. */
async function shown(plot: Component<PlotProps>, options: PlotProps['options'] = {}, own = layout): Promise<Session> {
  const lab = new FakeLab();
  lab.layout = own;
  const session = new Session(lab, { experiment: 1, plan: presets.moons, problems: [], plots: undefined });
  opened.push(session);
  await session.playPause();
  const fill = (row: number) => (name: string, into: Float32Array) => into.set(recorded(row)[name] ?? []);
  for (const row of [0, 1, 2]) lab.frames.push(encodeFrame('frame', own, 1, scalars(10 * row), fill(row)));
  lab.become('finished', 20);
  await expect.poll(() => session.step).toBe(20);
  const place = document.createElement('div');
  place.style.cssText = 'display: grid; width: 400px; height: 200px';
  document.body.append(place);
  const props = { view: new RunView(session), options, set: () => undefined, wide: true, large: false };
  await render(plot, { target: place, props: { ...props, network: undefined as unknown as PlotProps['network'] } }); // none reads it
  return session;
}
const cells = (): string[][] =>
  [...document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
const caption = (): string => document.querySelector('caption')?.textContent ?? '';

test('gradient flow: a row for each layer, of the step that is looked at', async () => {
  const session = await shown(Flow);
  await expect.poll(cells).toEqual([
    ['W1', '1', '2', '0.5', '0.5', '3'],
    ['W2', '2', '0.5', '0', '0', '2'],
    ['W3', '4', '0.25', '2', '0.5', '–'],
  ]);
  session.seek(session.opened?.recording.stepOf(1) ?? NaN);
  await expect.poll(() => cells()[0]).toEqual(['W1', '1', '1', '0.5', '0.5', '3']);
  session.point(session.opened?.recording.stepOf(0) ?? NaN); // the pointer goes before the playhead
  await expect.poll(() => cells()[0]).toEqual(['W1', '1', '0', '0.5', '0.5', '3']);
  expect(caption()).toContain('at step 0');
});

test('gradient norm: a row for each frame, a column for each layer', async () => {
  await shown(Norms, { of: 'dh' });
  await expect.poll(cells).toEqual([
    ['0', '3', '0'],
    ['10', '3', '1'],
    ['20', '3', '2'],
  ]);
  expect([...document.querySelectorAll('th')].map((head) => head.textContent)).toEqual(['step', 'dh1', 'dh2']);
});

test('confusion: the matrix as it was recorded', async () => {
  const session = await shown(Confusion);
  await expect.poll(cells).toEqual([
    ['0', '38', '12'],
    ['1', '1', '49'],
  ]);
  expect(caption()).toBe('Confusion: 87 of 100 test examples right, measured at step 20');
  session.point(session.opened?.recording.stepOf(0) ?? NaN);
  await expect.poll(caption).toBe('Confusion: 89 of 100 test examples right, measured at step 0');
});

test('what an older run did not record is said', async () => {
  await shown(Norms, { of: 'dh' }, older);
  await expect.poll(caption).toBe(`Gradient norm: ${notRecorded()}`);
  await shown(Confusion, {}, older);
  await expect
    .poll(() => [...document.querySelectorAll('caption')].map((one) => one.textContent))
    .toContain(`Confusion: ${notRecorded()}`);
});
