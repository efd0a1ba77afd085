import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ToTrainer } from '../core/contract/trainer.ts';
import type { Args } from '../core/contract/window.ts';
import { peekFrame } from '../core/frame/frame.ts';
import { mostSnapshots, type Landscape } from '../core/landscape/landscape.ts';
import { presets } from '../core/plan/presets.ts';
import { connectTo, type Client } from './client.ts';
import { FakeTrainer, frameAt, framesFrom, progressAt, noNative } from './fake-trainer.ts';
import { Lab } from './lab.ts';

let folder: string;
let lab: Lab;
let client: Client;
let trainer: FakeTrainer;
let run: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  trainer = new FakeTrainer();
  lab = new Lab({ folder, resourcesDir: folder, host: 'terminal', spawnTrainer: () => trainer, spawnNative: noNative });
  ({ client } = connectTo(lab));
  const { value } = await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false });
  run = value.info.id;
  const keyframe = frameAt(2, 4, 'keyframe');
  trainer.batch(run, [...framesFrom(0, 3), keyframe, ...framesFrom(3, 297)], progressAt(299));
});
afterEach(async () => {
  trainer.die('end of the test');
  await lab.close();
  rmSync(folder, { recursive: true });
});

type Asked = Extract<ToTrainer, { type: 'survey' }>;
const surveys = (): Asked[] => trainer.heard.flatMap((message) => (message.type === 'survey' ? [message] : []));
const asked = async (count: number): Promise<Asked> => {
  await vi.waitFor(() => expect(surveys()).toHaveLength(count), 15_000);
  return surveys().at(-1) as Asked;
};
const landscape = (more: Partial<Args<'landscape'>> = {}, by = client) =>
  by.call('landscape', { run, until: 299, axes: { kind: 'pca' }, zoom: 1, size: 17, ...more });
const found: Landscape = {
  size: 17,
  x: [0, 1],
  y: [0, 1],
  centre: { step: 3, x: 0, y: 0 },
  explained: null,
  examples: 100,
  count: 100,
  steps: [],
  parameters: null,
};
const answer = ({ request }: Asked): void =>
  trainer.answer({ type: 'surveyed', request, landscape: found, values: new Uint8Array([1, 2, 3, 4]) });

test('the trainer is given the path until a step, thinned, undecoded, and its answer is passed on', async () => {
  const answered = landscape({ until: 250 });
  const { plan, survey } = await asked(1);
  expect(plan).toEqual(presets.moons);
  expect(survey).toMatchObject({ cut: { axes: { kind: 'pca' }, zoom: 1, size: 17 }, fromStart: false, from: null });
  const steps = survey.snapshots.map((bytes) => peekFrame(bytes).step);
  expect(steps).toHaveLength(mostSnapshots);
  expect([steps[0], steps.at(-1)]).toEqual([0, 250]);
  expect(Buffer.from(survey.snapshots[0] as Uint8Array).equals(frameAt(0))).toBe(true);
  answer(surveys()[0] as Asked);
  expect((await answered).value).toEqual(found);
  expect([...(await answered).payload.subarray(0, 4)]).toEqual([1, 2, 3, 4]);

  void landscape({ axes: { kind: 'random', step: 3, seed: 1 } }).catch(() => undefined);
  const random = await asked(2);
  expect(random.survey.from).toMatchObject({ step: 3 });
  expect(random.survey.from?.keyframe?.bytes).toHaveLength(frameAt(2, 4, 'keyframe').length);
});

test('a newer landscape takes the place of one that waits, and of one that is being computed', async () => {
  const other = connectTo(lab).client;
  const first = landscape();
  const { request } = await asked(1);
  const [theirs, second, third] = [landscape({}, other), landscape({ zoom: 2 }), landscape({ zoom: 4 })];
  await expect(first).rejects.toThrow('look-superseded');
  await expect(second).rejects.toThrow('look-superseded');
  expect(trainer.heard).toContainEqual({ type: 'forget', request });
  answer(await asked(2));
  answer(await asked(3));
  await Promise.all([theirs, third]);
  expect(surveys().map(({ survey }) => survey.cut.zoom)).toEqual([1, 1, 4]);
});

test('what no run has is refused before the trainer is asked', async () => {
  const refused = (more: object) => expect(landscape(more)).rejects;
  const entry = { name: 'W1', index: 0 };
  await refused({ size: 18 }).toMatchObject({ code: 'request-invalid' });
  await refused({ zoom: 0 }).toMatchObject({ code: 'request-invalid' });
  await refused({ axes: { kind: 'tsne' } }).toMatchObject({ code: 'request-invalid' });
  await refused({ axes: { kind: 'random', step: 1, seed: -1 } }).toMatchObject({ code: 'request-invalid' });
  await refused({ axes: { kind: 'random', step: 300, seed: 1 } }).toMatchObject({ code: 'step-unknown' });
  await refused({ axes: { kind: 'two', step: 1, x: entry, y: { ...entry, index: 12 } } }).toMatchObject({
    code: 'request-invalid',
    values: { reason: 'landscape: there is no W1[12]' },
  });
  await refused({ axes: { kind: 'two', step: 1, x: entry, y: entry } }).toMatchObject({ code: 'request-invalid' });
  await refused({ run: 99 }).toMatchObject({ code: 'run-unknown' });
  expect(surveys()).toEqual([]);

  const failing = landscape();
  const { request } = await asked(1);
  trainer.answer({ type: 'failed', request, message: 'no memory' });
  await expect(failing).rejects.toMatchObject({ code: 'landscape-failed', values: { reason: 'no memory' } });
});
