import { afterEach, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { encodeFrame, scalarNames, type Scalars } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { presets } from '../../core/plan/presets.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { FakeLab } from '../run/fake-lab.ts';
import { Session } from '../run/session.svelte.ts';
import { StepValues } from './values.svelte.ts';

/** Of a sweep's small recording: curves have norms, the last frame all. */
const layout: Layout = {
  frame: [
    { name: '‖W‖', rows: 1, columns: 3 },
    { name: 'W1', rows: 6, columns: 2 },
  ],
  keyframe: [],
  curve: [{ name: '‖W‖', rows: 1, columns: 3 }],
};
const scalars = (step: number): Scalars => ({
  ...(Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars),
  step,
});
let end: () => void = () => undefined;
afterEach(() => end());

test('values of a step on a curve are looked at, those of the last are in its frame', async () => {
  const lab = new FakeLab();
  lab.layout = layout;
  const looked: unknown[] = [];
  const call = lab.call.bind(lab);
  lab.call = (name, args) => {
    if (name !== 'look') return call(name, args);
    looked.push(args);
    return Promise.reject(new LabError('look-superseded'));
  };
  const session = new Session(lab, { experiment: 1, plan: presets.moons, problems: [], plots: undefined });
  await session.playPause();
  for (const step of [0, 10])
    lab.frames.push(encodeFrame('curve', layout, 1, scalars(step), (_name, into) => into.fill(1)));
  lab.frames.push(encodeFrame('frame', layout, 1, scalars(20), (_name, into) => into.fill(2)));
  lab.become('finished', 20);
  await expect.poll(() => session.step).toBe(20);
  const values = new StepValues(session, () => graphOf(presets.moons, shapeOf(presets.moons)));
  const stop = $effect.root(() => {
    $effect(() => values.follow());
  });
  end = () => {
    stop();
    session.opened?.close();
  };
  expect(values.recorded).toBe(true);
  expect(Array.from(values.get('W1')?.values ?? [])).toEqual(Array.from({ length: 12 }, () => 2));
  expect(session.opened?.recording.weightNorms.length).toBe(3); // norms of every step

  session.seek(10);
  await expect.poll(() => session.step).toBe(10);
  expect(values.recorded).toBe(false);
  expect(values.get('W1')).toBeNull();
  await expect.poll(() => looked).toMatchObject([{ step: 10 }]);
});
