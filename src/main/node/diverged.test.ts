import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyRun } from '../../core/contract/runs.ts';
import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import type { FormId } from '../../core/exports/forms.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunInfo } from '../../core/run.ts';
import { RealLab } from './testing/real-lab.ts';

// A run whose loss is no number any more, through the lab: what a window is told of it.

const init = { kind: 'xavier_uniform' } as const;
const plan: Plan = {
  ...presets.moons,
  network: [
    { type: 'dense', units: 6, init, bias: true },
    { type: 'activation', fn: 'elu' },
    { type: 'dense', units: 1, init, bias: true },
  ],
  optimizer: { kind: 'sgd', learningRate: 1e6 }, // the largest
  length: { steps: 200 },
};

let lab: RealLab;
let info: RunInfo;
/** The step at which it diverged. */
let last: number;
beforeAll(async () => {
  lab = new RealLab();
  info = await lab.train(plan);
  last = info.progress.step;
});
afterAll(() => lab.close());

/** Places of an answer where there is no number. */
const nulls = (value: unknown, at = ''): string[] => {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return [at];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => nulls(inner, at === '' ? key : `${at}.${key}`));
};
const textOf = async (form: FormId): Promise<string> => {
  const { value, payload } = await lab.client.call('saveRun', { run: info.id, form });
  return new TextDecoder().decode(payload.slice(0, value.size));
};
/** Those of the newest number, which is none, and what is not measured of such a run; of the curve its end alone. */
const unmeasured = (of: string): string[] =>
  ['loss', 'testLoss', 'trained', `curve.${last}.loss`, `curve.${last}.testLoss`].map((key) => `${of}progress.${key}`);

test('a larger rate is refused where it stands', async () => {
  const beyond = { ...plan, optimizer: { kind: 'sgd', learningRate: 1e9 } };
  await expect(
    lab.client.call('start', { experiment: 1, plan: beyond, speed: null, paused: false }),
  ).rejects.toMatchObject({ code: 'plan-invalid', problems: [{ at: 'optimizer.learningRate', code: 'too-high' }] });
});

test('says at which step and in which layer; no other number of any answer is missing', async () => {
  expect(info.progress).toMatchObject({ status: 'diverged', loss: null });
  expect(info.progress.message).toBe(`o of layer 3 was the first not to be finite, at step ${last}`);
  expect(last).toBeGreaterThan(2);
  const { id: run } = info;
  expect(nulls(info.progress.curve.slice(0, -1))).toEqual([]);
  expect(nulls((await lab.client.call('pull', { run, after: -1, maxBytes: 2 ** 20 })).value)).toEqual(unmeasured(''));
  for (const call of ['open', 'runFacts'] as const)
    expect(nulls((await lab.client.call(call, { run })).value)).toEqual(['info.parent', ...unmeasured('info.')]);
  const query = { ...everyRun, from: 0, count: 10, columns: [], summary: true };
  expect(nulls((await lab.client.call('runs', query)).value)).toEqual([
    'rows.0.info.parent',
    ...unmeasured('rows.0.info.'),
    'summary.best', // the least of no losses
    'summary.deleted',
  ]);
});

test('the last finite frame is there, and so is the one that is not', async () => {
  const { layout } = await lab.detail(info.id);
  const { value, payload } = await lab.client.call('pull', { run: info.id, after: -1, maxBytes: 2 ** 20 });
  expect(value.damaged).toEqual([]);
  const frames = value.frames
    .map(({ offset, length }): Frame => decodeFrame(payload.slice(offset, offset + length), layout))
    .filter(({ kind }) => kind === 'frame');
  expect(frames.map(({ scalars }) => scalars.step)).toEqual(Array.from({ length: last + 1 }, (_, step) => step));
  const end = frames.pop();
  expect(end?.scalars.loss).toBeNaN();
  for (const frame of frames) {
    expect(nulls(frame.scalars)).toEqual([]);
    // a variance overflows before what it is of
    for (const { name } of layout.frame)
      if (name !== 'variance') expect(nulls(Array.from(frame.tensor(name) ?? [])), name).toEqual([]);
  }
});

test('scalars, and the files of it: an empty place where there is no number, and no word in its place', async () => {
  const { value, payload } = await lab.client.call('scalars', { run: info.id, until: last, most: 100 });
  const told = value.frames.map(({ offset, length }) =>
    decodeFrame(payload.slice(offset, offset + length), { frame: [], keyframe: [] }),
  );
  expect(told.map(({ scalars }) => scalars.loss).slice(0, -1)).not.toContain(NaN);
  expect(told).toHaveLength(last + 1);

  const [head = '', ...rows] = (await textOf('csv')).trim().split('\n');
  const cells = rows.map((row) => row.trim().split(','));
  expect(cells).toHaveLength(last + 1);
  const missing = cells.map((row) => row.flatMap((cell, i) => (cell === '' ? (head.split(',')[i] ?? '') : [])));
  expect(missing.slice(0, -1).flat()).toEqual([]);
  expect(missing.at(-1)?.map((name) => name.split(' ')[0])).toEqual(['loss', 'objective', 'epochLoss', 'testLoss']);
  expect(cells.flat().filter((cell) => cell !== '' && !Number.isFinite(Number(cell)))).toEqual([]);

  const lines = (await textOf('ndjson')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
  expect(lines).toHaveLength(last + 1);
  for (const { entries, ...scalars } of lines.slice(0, -1)) {
    expect(nulls(scalars)).toEqual([]);
    expect(nulls(entries).filter((at) => !at.startsWith('variance'))).toEqual([]);
  }
  expect(lines.at(-1)).toMatchObject({ step: last, loss: null, testLoss: null });
});

test('its network is saved; a branch from its beginning diverges where it did', async () => {
  for (const form of ['npz', 'safetensors', 'onnx'] as const) expect((await textOf(form)).length).toBeGreaterThan(100);
  const again = await lab.branch(info.id, 0);
  expect(again.progress).toMatchObject({ status: 'diverged', step: last, message: info.progress.message });
});
