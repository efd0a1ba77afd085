import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { Args, CallName } from '../../../core/contract/window.ts';
import { LabError } from '../../../core/errors.ts';
import { decodeFrame, encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import type { Entry, Layout } from '../../../core/frame/layout.ts';
import type { Landscape as Info } from '../../../core/landscape/landscape.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { PlotOptions } from '../../../core/plots.ts';
import type { Reply } from '../../lab/client.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import { FakeLab } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { RunView } from '../../view/run-view.svelte.ts';
import { Course, placeOf } from './course.ts';
import Landscape from './Landscape.svelte';
import '../../theme/tokens.css';
import '../../theme/plots.css';
import { contoursOf, heightsOf, imageOf, terrainOf, valueAt } from './terrain.ts';

const W1: Entry = { name: 'W1', rows: 2, columns: 2 };
const layout: Layout = { frame: [{ name: 'rows', rows: 'n', columns: 1 }, W1], keyframe: [W1] };
/** A frame whose parameters are all its step. */
const frameAt = (step: number): Uint8Array => {
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step } as Scalars;
  return encodeFrame('frame', layout, 4, scalars, (_name, into) => into.fill(step));
};

/** What the lab answers: L is x + y and J twice that, over [0, 16] in both, along the first two numbers of W1. */
function found(
  size: number,
  steps: number[],
  height = (x: number, y: number): number => x + y + 1,
): Reply<'landscape'> {
  const grid = Array.from({ length: size * size }, (_, k) =>
    height((16 * (k % size)) / (size - 1), (16 * Math.floor(k / size)) / (size - 1)),
  );
  const floats = Float32Array.from([
    ...grid,
    ...grid.map((v) => 2 * v),
    ...steps, // x
    ...steps, // y
    ...steps.map((s) => 100 + s),
    ...steps.map((s) => 200 + s),
    ...[0, 0, 0, 0],
    ...[1, 0, 0, 0],
    ...[0, 1, 0, 0],
  ]);
  const value: Info = {
    size,
    x: [0, 16],
    y: [0, 16],
    centre: { step: 0, x: 0, y: 0 },
    explained: [0.934, 0.05],
    examples: 100,
    count: 100,
    steps,
    parameters: [W1],
  };
  return { value, payload: new Uint8Array(floats.buffer) };
}

class LandLab extends FakeLab {
  override layout = layout;
  override plan = { ...presets.moons, weightDecay: 0.01 };
  answer: (args: Args<'landscape'>) => Reply<'landscape'> | Promise<Reply<'landscape'>> = ({ size, until }) =>
    found(size, [0, until]);
  override async call<C extends CallName>(call: C, args: Args<C>): Promise<Reply<C>> {
    if (call !== 'landscape') return super.call(call, args);
    this.asked.push({ call, args });
    return (await this.answer(args as Args<'landscape'>)) as Reply<C>;
  }
  get landscapes(): Args<'landscape'>[] {
    return this.asked.flatMap(({ call, args }) => (call === 'landscape' ? [args as Args<'landscape'>] : []));
  }
}

const opened: Session[] = [];
afterEach(() => opened.splice(0).forEach((session) => session.opened?.close()));

async function shown(lab: LandLab, steps: number, options: PlotOptions = {}) {
  const session = new Session(lab, { experiment: 1, plan: lab.plan, problems: [], plots: undefined });
  opened.push(session);
  const set = vi.fn<(key: string, value: PlotOptions[string]) => void>();
  document.body.style.height = '400px';
  const props = {
    view: new RunView(session),
    network: null as unknown as NetworkView,
    options,
    set,
    wide: true,
    large: false,
  };
  const screen = await render(Landscape, props);
  screen.container.style.height = '400px';
  lab.frames.push(...Array.from({ length: steps }, (_, step) => frameAt(step)));
  await session.openRun(1);
  return { session, set, rerender: (more: PlotOptions) => screen.rerender({ ...props, options: more }) };
}
const label = (): string => page.getByTestId('landscape').element().getAttribute('aria-label') ?? '';
const cells = (): string[][] =>
  [...document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));

test('before there is anything it says so', async () => {
  await shown(new LandLab(), 0);
  expect(label()).toBe('Loss landscape');
});

test('it asks once for the path until now, and shows J of what came, as numbers too', async () => {
  const lab = new LandLab();
  await shown(lab, 9);
  await expect
    .poll(label)
    .toBe(
      'Loss landscape: J of 100 training examples from 2 to 66, along first direction, 93 % of the path and second ' +
        'direction, 5 % of the path, path to step 8',
    );
  expect(lab.landscapes).toEqual([{ run: 1, until: 8, axes: { kind: 'pca' }, zoom: 1, size: 65, seat: 0 }]);
  await expect.poll(cells).toEqual([
    ['least of the plane', '–', '0', '0', '1', '2'],
    ['path', '0', '0', '0', '100', '200'],
    ['path', '8', '8', '8', '108', '208'],
  ]);
});

test('it is computed anew when the run has ended, not while it has grown little', async () => {
  const lab = new LandLab();
  await shown(lab, 9);
  await expect.poll(() => lab.landscapes.length).toBe(1);
  lab.add(frameAt(9));
  await expect.poll(label).toContain('path to step 8');
  lab.become('finished', 9);
  await expect.poll(label).toContain('path to step 9');
  expect(lab.landscapes.map(({ until }) => until)).toEqual([8, 9]);
});

test('paused, it is computed anew when the path has grown by a third', async () => {
  const lab = new LandLab();
  lab.progress = { ...lab.progress, status: 'paused' };
  await shown(lab, 9);
  await expect.poll(label).toContain('path to step 8');
  for (const step of [9, 10]) lab.add(frameAt(step));
  await expect.poll(() => opened[0]?.step).toBe(10);
  expect(lab.landscapes).toHaveLength(1);
  lab.add(frameAt(11));
  await expect.poll(label).toContain('path to step 11');
});

test('what is set is asked for at once, around the step at the playhead; the old picture stays until then', async () => {
  const lab = new LandLab();
  lab.progress = { ...lab.progress, status: 'finished' };
  const { session, set, rerender } = await shown(lab, 9);
  await expect.poll(label).toContain('path to step 8');
  await page.getByTestId('landscape-axes').selectOptions('random');
  expect(set).toHaveBeenCalledWith('axes', 'random');
  session.seek(3);
  await expect.poll(() => session.step).toBe(3);
  let go: () => void = () => undefined;
  lab.answer = (args) => new Promise((resolve) => (go = () => resolve(found(args.size, [0, 8]))));
  await rerender({ axes: 'random', seed: 5, zoom: 2 });
  await expect
    .poll(() => lab.landscapes.at(-1))
    .toMatchObject({ axes: { kind: 'random', step: 3, seed: 5 }, zoom: 2, until: 8 });
  expect(label()).toContain('path to step 8');
  go();
  await expect.poll(label).toContain('along first random direction');

  await rerender({ axes: 'two', x: 'W2[1,4]', y: 'b1[5]', of: 'L', log: false });
  await expect
    .poll(() => lab.landscapes.at(-1)?.axes)
    .toEqual({
      kind: 'two',
      step: 3,
      x: { name: 'W2', index: 10 },
      y: { name: 'b1', index: 5 },
    });
  go();
  await expect
    .poll(label)
    .toContain('L of 100 training examples from 1 to 33, along w 2,5 of layer 2 and b 6 of layer 1');
  await page.getByTestId('landscape-y').selectOptions('W3');
  expect(set).toHaveBeenLastCalledWith('y', 'W3[0,0]');
  const before = lab.landscapes.length;
  await page.getByTestId('landscape-renew').click();
  await expect.poll(() => lab.landscapes.length).toBe(before + 1);
  go();
});

test('a large network is shown coarse first, and on its keyframes', async () => {
  const lab = new LandLab();
  const digits = { ...presets.digits };
  lab.plan = digits;
  lab.layout = { frame: [{ name: 'rows', rows: 'n', columns: 1 }], keyframe: [W1] };
  lab.progress = { ...lab.progress, status: 'finished' };
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step: 0 } as Scalars;
  lab.frames = [encodeFrame('frame', lab.layout, 4, scalars, () => undefined)];
  await shown(lab, 0);
  await expect.poll(() => lab.landscapes.map(({ size }) => size)).toEqual([17, 33]);
});

test('a failure is said, and numbers that are not finite harm nothing', async () => {
  const lab = new LandLab();
  lab.answer = () => Promise.reject(new LabError('landscape-failed', { reason: 'no memory' }));
  const { rerender } = await shown(lab, 9);
  await expect.poll(label).toContain('could not be computed (no memory)');
  lab.answer = ({ size }) => found(size, [0, 8], (x) => (x > 8 ? Infinity : x > 4 ? NaN : 1 + x));
  await rerender({ zoom: 4 });
  await expect.poll(label).toContain('J of 100 training examples from 2 to 10');
  lab.answer = ({ size }) => found(size, [0, 8], () => NaN);
  await rerender({ zoom: 2 });
  await expect.poll(label).toContain('nowhere finite');
  await expect.poll(() => cells()[0]?.[5]).toBe('–');
});

test('a step lies where its parameters are, and after the path the run goes on', () => {
  const { value, payload } = found(9, [0, 4]);
  const terrain = terrainOf(value, payload);
  expect(placeOf(terrain, decodeFrame(frameAt(6), layout))).toEqual({ x: 6, y: 6, exact: true });
  const large = { ...terrain, plane: null };
  expect(placeOf(large, decodeFrame(frameAt(6), layout))).toEqual({ x: 4, y: 4, exact: false });
  expect(placeOf(large, decodeFrame(frameAt(4), layout))).toEqual({ x: 4, y: 4, exact: true });
  expect(placeOf({ ...large, steps: [3, 4] }, decodeFrame(frameAt(2), layout))).toBeNull();
  const steps = [0, 4, 7, 9];
  const recording = {
    rows: 4,
    rowAt: (step: number) => steps.findLastIndex((one) => one <= step),
    ordinalOf: (row: number) => row,
    decode: (row: number) => ({ frame: decodeFrame(frameAt(steps[row] ?? 0), layout), bytes: new Uint8Array(0) }),
  };
  const course = new Course(terrain);
  type Grown = Parameters<Course['grow']>[0];
  expect(course.grow(recording as unknown as Grown).points).toEqual([7, 7, 9, 9]);
  expect(course.grow(recording as unknown as Grown).points).toEqual([7, 7, 9, 9]);
});

test('heights are read between points, and are shares of the scale', () => {
  const { value, payload } = found(9, [0]);
  const terrain = terrainOf(value, payload);
  expect(valueAt(terrain, terrain.L, 3, 5.5)).toBeCloseTo(9.5, 5);
  expect(valueAt(terrain, terrain.L, 16, 16)).toBeCloseTo(33, 5);
  expect(valueAt(terrain, terrain.L, 16.1, 3)).toBeNull();
  const log = heightsOf(Float32Array.of(0.25, 1, 4, 0), 2, true);
  expect([log.share(0.25), log.share(1), log.share(4), log.share(0)]).toEqual([0, 0.5, 1, 0]);
  expect(heightsOf(Float32Array.of(2, 2, 2, NaN), 2, false)).toMatchObject({ least: 2, most: 2, broken: true });
  expect(heightsOf(Float32Array.of(2, 2, 2, 2), 2, false).share(2)).toBe(0);
});

test('the picture has its low corner at the lower left, and holes where nothing is finite', () => {
  const plane = heightsOf(Float32Array.of(0, 1, 1, 2), 2, false);
  const at = (x: number, y: number) => imageOf(plane).getContext('2d')?.getImageData(x, y, 1, 1).data ?? [];
  const [low, high] = [at(0, 256), at(256, 0)];
  expect(low[0]).toBeGreaterThan(high[0] ?? 255);
  const holes = heightsOf(Float32Array.of(0, NaN, 1, 2), 2, false);
  expect(imageOf(holes).getContext('2d')?.getImageData(200, 100, 1, 1).data[3]).toBe(0);
  // lines of a slope along x are upright
  const slope = heightsOf(
    Float32Array.from({ length: 81 }, (_, k) => k % 9),
    9,
    false,
  );
  const lines = contoursOf(slope);
  expect(lines).toHaveLength(10);
  const inside = Array.from(lines[3] ?? []).filter(
    (v, i, all) => i % 2 === 0 && (all[i + 1] ?? 0) > 0.1 && (all[i + 1] ?? 0) < 0.9 && v < 1,
  );
  expect(inside.length).toBeGreaterThan(0);
  for (const x of inside) expect(x).toBeCloseTo(0.35, 5);
});
