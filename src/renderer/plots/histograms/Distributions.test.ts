import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import { layoutOf, type Layout } from '../../../core/frame/layout.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { presets } from '../../../core/plan/presets.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import type { PlotOptions } from '../../../core/plots.ts';
import { FakeLab } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { RunView } from '../../view/run-view.svelte.ts';
import '../../theme/base.css';
import '../../theme/tokens.css';
import Distributions from './Distributions.svelte';
import { ofValues } from './distribution.ts';
import type { Subject } from './subject.ts';

const plan = presets.moons;
const shape = shapeOf(plan);
const whole = layoutOf(plan, graphOf(plan, shape), shape);
const zeros = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
/** Values that follow from the step, the name and the place. */
const valueAt = (step: number, name: string, k: number): number => Math.sin(step + name.length + k) * (1 + step / 10);
const frameAt = (step: number, layout: Layout, broken = false): Uint8Array =>
  encodeFrame('frame', layout, plan.batchSize, { ...zeros, step }, (name, into) => {
    for (let k = 0; k < into.length; k++) into[k] = broken ? NaN : valueAt(step, name, k);
  });

const sessions: Session[] = [];
afterEach(() => sessions.splice(0).forEach((session) => session.opened?.close()));

async function shown(
  subject: Subject,
  frames: Uint8Array[],
  options: PlotOptions = {},
  layout = whole,
): Promise<{ lab: FakeLab; session: Session }> {
  const lab = new FakeLab();
  lab.plan = plan;
  lab.layout = layout;
  const session = new Session(lab, { experiment: 1, plan, problems: [], plots: undefined });
  sessions.push(session);
  await session.playPause();
  lab.frames = [...frames];
  lab.become('paused', frames.length);
  await draw(session, subject, options);
  return { lab, session };
}
async function draw(session: Session, subject: Subject, options: PlotOptions): Promise<void> {
  const target = window.document.createElement('div');
  target.style.cssText = 'position: relative; width: 404px; height: 180px';
  window.document.body.replaceChildren(target);
  const props = { view: new RunView(session), options, set: () => undefined, large: false, subject, title: 'Plot' };
  await render(Distributions, { target, props });
}
const label = (): string =>
  page.getByRole('img', { name: /^Plot/ }).element().getAttribute('aria-label') ?? ''; // prettier-ignore
const cells = (): string[][] =>
  [...window.document.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')].map(({ textContent }) => textContent),
  );

test('without frames it says so', async () => {
  await shown('weights', []);
  await expect.poll(label).toBe('Plot');
});

test('now: the numbers of the newest frame, layer by layer', async () => {
  await shown('weights', [frameAt(0, whole), frameAt(7, whole)]);
  await expect
    .poll(() => cells().map(([name, count]) => [name, count]))
    .toEqual([
      ['W1', '12'],
      ['W2', '18'],
      ['W3', '3'],
    ]);
  const direct = ofValues(Float32Array.from({ length: 12 }, (_, k) => valueAt(7, 'W1', k)));
  const [, , mean, std, least, , median] = cells()[0] ?? [];
  expect(Number(mean)).toBeCloseTo(direct.mean, 5);
  expect(Number(std)).toBeCloseTo(direct.std, 5);
  expect(Number(least)).toBeCloseTo(direct.least, 5);
  expect(Number(median)).toBeCloseTo(direct.quantile(0.5), 5);
  expect(label()).toMatch(/step 7: W1 .* on an axis to 2/);
});

test('saturated and dead shares are those of the frame', async () => {
  await shown('activations', [frameAt(3, whole)]);
  const shareOf = (name: string, k: number): string => String(Number(Math.fround(valueAt(3, name, k)).toPrecision(6)));
  await expect
    .poll(() => cells().map((row) => [row[0], ...row.slice(-2)]))
    .toEqual([
      ['h1', shareOf('saturated', 0), shareOf('dead', 0)],
      ['h2', shareOf('saturated', 1), shareOf('dead', 1)],
    ]);
});

test('a frame of NaN: diverged', async () => {
  await shown('gradients', [frameAt(0, whole), frameAt(1, whole, true)]);
  await expect.poll(label).toMatch(/dW1 diverged, dW2 diverged, dW3 diverged/);
  await expect.poll(() => cells()[0]?.slice(0, 3)).toEqual(['dW1', '0', '–']);
});

test('what the run did not record is said', async () => {
  const without: Layout = { ...whole, frame: whole.frame.filter(({ name }) => !/^d?[hz]\d$|^o$/.test(name)) };
  await shown('activations', [frameAt(0, without)], {}, without);
  await expect.poll(label).toBe('Plot: not recorded in this run; Reset records it');
  expect(cells()).toEqual([]);
});

test.each(['ridges', 'quantiles'])('%s: one row of the table for each sampled step and layer', async (view) => {
  const frames = Array.from({ length: 4 }, (_, step) => frameAt(step, whole));
  const { session } = await shown('weights', frames, { view });
  await expect.poll(() => cells().length).toBe(12);
  expect(cells().map(([step, name]) => `${step} ${name}`).slice(2, 5)).toEqual(['0 W3', '1 W1', '1 W2']); // prettier-ignore
  const direct = ofValues(Float32Array.from({ length: 18 }, (_, k) => valueAt(2, 'W2', k)));
  const row = cells().find(([step, name]) => step === '2' && name === 'W2');
  expect(Number(row?.[3])).toBeCloseTo(direct.mean, 5);
  expect(Number(row?.[7])).toBeCloseTo(direct.quantile(0.5), 5);
  session.seek(session.opened?.recording.stepOf(1) ?? NaN);
  await expect.poll(label).toMatch(/at step 1:/);
});

test('frames that are no longer here are asked for, and taken in when they come', async () => {
  const frames = Array.from({ length: 6 }, (_, step) => frameAt(step, whole));
  const { lab, session } = await shown('weights', frames);
  await expect.poll(() => session.opened?.recording.rows).toBe(6);
  const recording = session.opened?.recording;
  for (const ordinal of [1, 2, 3]) recording?.bytes.drop(ordinal);
  lab.damaged = [2];
  await draw(session, 'weights', { view: 'ridges' });
  await expect.poll(() => new Set(cells().map(([step]) => step))).toEqual(new Set(['0', '1', '3', '4', '5']));
  expect(lab.asked.filter(({ call }) => call === 'frames').map(({ args }) => args)).toEqual([
    { run: 1, ordinals: [1, 2, 3] },
  ]);
  expect(session.message).not.toBe('');
});
