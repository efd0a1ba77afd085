import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { chain, presets, presetIds } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunInfo } from '../../core/run.ts';
import { verificationSentences } from '../../core/words/verification.ts';
import { RealLab } from './testing/real-lab.ts';

// That stored runs come out again, whatever happened while they were recorded. What is found where they do not: verify-finds.

let lab: RealLab;
beforeEach(() => {
  lab = new RealLab();
});
afterEach(() => lab.close());

/** Everything that is stored of a run comes out again. */
async function expectExact(run: number): Promise<void> {
  const { info } = await lab.detail(run);
  const verification = await lab.verify(run);
  expect(verification).toMatchObject({ outcome: { kind: 'exact' }, same: info.frames, frames: info.frames });
  expect((await lab.detail(run)).info.verified).toEqual(verification);
}
/** How many frames and keyframes there are of steps that the cadence leaves out. */
async function between(run: number): Promise<number> {
  const { cadence } = await lab.detail(run);
  const every = { frame: cadence.frameEvery, keyframe: cadence.keyframeEvery };
  return lab.behind(run, (_db, rows) => rows.filter(({ kind, step }) => step % every[kind] !== 0).length);
}

const short: Plan = { ...presets.moons, length: { steps: 900 } };
/** Few noisy points and more units than they need: the test loss has its minimum early. */
const noisyMoons: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 60, test: 240, noise: 2 },
  batchSize: 4,
  optimizer: { kind: 'sgd', learningRate: 0.05 },
  network: chain([24, 12, 1], 'relu'),
  length: { steps: 3000 },
};
const digits: Plan = { ...presets.digits, length: { steps: 120 } };
/** Not finite some steps in. */
const diverging: Plan = {
  ...short,
  loss: 'squared_error',
  network: chain([32, 32, 1], 'relu', 'too_large'),
  optimizer: { kind: 'sgd', learningRate: 2 },
};
/** Steps long enough to be halted in their middle. */
const wide: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 512, test: 0, noise: 1 },
  batchSize: 512,
  network: chain([1536, 1536, 1], 'relu'),
  length: { steps: 100_000 },
};

describe('what is recorded comes out again', { timeout: 120_000 }, () => {
  test.each(presetIds)('%s', async (id) => {
    await expectExact((await lab.train(presets[id])).id);
  });

  test.each<[string, Plan]>([
    ['early stopping, whose best parameters were put back', { ...noisyMoons, earlyStopping: { patience: 20 } }],
    [
      'early stopping by a validation set',
      {
        ...noisyMoons,
        data: { kind: 'moons', train: 60, validation: 120, test: 240, noise: 2 },
        earlyStopping: { patience: 20 },
      },
    ],
    ['a run that diverged', diverging],
    ['digits, by several threads', { ...digits, network: chain([300, 300, 10], 'relu'), length: { steps: 40 } }],
    [
      'dropout, noise, Adam, a schedule, a smaller last batch and a large test set',
      {
        ...short,
        data: { kind: 'moons', train: 100, test: 2000, noise: 1 },
        network: [{ type: 'noise', sigma: 0.1 }, ...chain([6, 4, 1], 'tanh'), { type: 'dropout', p: 0.2 }].slice(0, -1),
        optimizer: { kind: 'adam', learningRate: 0.01, clip: 0.5, schedule: { kind: 'cosine' } },
        batchSize: 30,
      } as Plan,
    ],
  ])('%s', async (name, plan) => {
    const { id, progress } = await lab.train(plan);
    expect(progress.status).toBe(name.endsWith('diverged') ? 'diverged' : 'finished');
    await expectExact(id);
  });

  test.each(['tensorflow', 'auto'] as const)('another engine: %s', async (engine) => {
    const plan: Plan = {
      ...short,
      engine,
      ...(engine === 'tensorflow' && { backend: 'wasm' }),
      length: { steps: 300 },
    };
    const { id, progress } = await lab.train(plan);
    expect(progress.engine?.engine).toBe(engine === 'tensorflow' ? 'tensorflow' : undefined);
    await expectExact(id);
  });

  test.each<[string, Plan]>([
    ['a small network', { ...presets.moons, length: { steps: 200_000 } }],
    ['digits', { ...presets.digits, length: { steps: 100_000 } }],
  ])('pauses, single steps and a stop: %s', async (_name, plan) => {
    const run = await lab.begin(plan, null, true);
    await lab.control(run, 'step', 'step', 'step', 'play');
    for (let i = 0; i < 3; i++) await lab.control(run, 'pause', 'step', 'step', 'epoch', 'step', 'play');
    await lab.control(run, 'pause', 'step', 'stop');
    expect(await between(run)).toBeGreaterThan(8);
    await expectExact(run);
  });

  test('steps at a pace', async () => {
    const run = await lab.begin({ ...short, batchSize: 3 }, 200);
    await lab.runThat(run, ({ progress }) => progress.step > 40);
    await lab.control(run, 'stop');
    await expectExact(run);
  });

  test('a run that was halted and stopped in the middle of a step', async () => {
    const run = await lab.begin(wide);
    await lab.runThat(run, ({ progress }) => progress.step > 2);
    // until the pause comes in the middle of a step of which there is no frame yet
    for (;;) {
      await lab.control(run, 'pause');
      const { progress } = (await lab.detail(run)).info;
      if (lab.behind(run, (_db, rows) => rows.every(({ step }) => step < progress.step))) break;
      await lab.control(run, 'play');
      await lab.runThat(run, (info) => info.progress.step > progress.step);
    }
    await lab.control(run, 'stop');
    expect(lab.behind(run, (_db, rows) => rows.at(-1)?.kind)).toBe('keyframe');
    await expectExact(run);
  });

  test('a run whose process was killed', async () => {
    const run = await lab.begin({ ...presets.moons, length: { steps: 5_000_000 } });
    await lab.runThat(run, ({ progress }) => progress.step > 10_000);
    lab.trainers.at(-1)?.kill();
    expect((await lab.ended(run)).progress.status).toBe('interrupted');
    await expectExact(run);
  });

  test('branches: with changes, without, of a branch, of early stopping, of digits', async () => {
    const changes = [{ name: 'W1', index: 3, value: 0.5 }];
    const check = async (branch: RunInfo): Promise<number> => {
      await expectExact(branch.id);
      return branch.id;
    };
    const parent = await lab.train(short);
    const child = await check(await lab.branch(parent.id, 333, changes));
    await check(await lab.branch(parent.id, 501));
    await check(await lab.branch(child, 700, changes));
    await lab.client.call('deleteRuns', { runs: [parent.id] }); // a branch needs nobody
    await expectExact(child);
    const stopped = await lab.train({ ...noisyMoons, earlyStopping: { patience: 20 } });
    await check(await lab.branch(stopped.id, 1000));
    await check(await lab.branch(stopped.id, 1000, changes));
    await check(await lab.branch((await lab.train(digits)).id, 50, changes));
  });

  test('a keyframe in mid-run, as where it was put aside and gone on with', async () => {
    const { id, frames } = await lab.train(short);
    const child = await lab.branch(id, 501); // unchanged, its first keyframe is the parent's state there
    lab.behind(id, (db, rows) => {
      const after = rows.findLast(({ step }) => step === 501)?.ordinal ?? NaN;
      db.prepare('UPDATE frames SET ordinal = -ordinal - 1 WHERE run = ? AND ordinal > ?').run(id, after);
      db.prepare('UPDATE frames SET ordinal = -ordinal WHERE run = ? AND ordinal < 0').run(id);
      db.prepare(
        `INSERT INTO frames SELECT ?, ?, step, kind, crc32, bytes FROM frames WHERE run = ? AND step = 501 AND kind = 'keyframe'`,
      ).run(id, after + 1, child.id);
    });
    expect(await lab.verify(id)).toMatchObject({ outcome: { kind: 'exact' }, frames: frames + 1 });
  });

  test.each(['small', 'full'] as const)('runs of a sweep that was paused and went on: %s', async (record) => {
    const plan: Plan = { ...noisyMoons, earlyStopping: { patience: 100_000 }, length: { epochs: 8000 } };
    const axes = [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [0.01, 0.05] } }];
    const sweep = { name: 'Rates', plan, axes, record };
    const { value } = await lab.client.call('createSweep', { experiment: 1, sweep, paused: false, processes: 1 });
    const said = (): Promise<unknown> =>
      lab.until((event) =>
        event.type === 'sweep' && event.results.some(({ share = 0 }) => share > 0.2) ? event : undefined,
      );
    await said();
    await lab.client.call('controlSweep', { sweep: value.id, action: 'pause' });
    lab.events = [];
    await lab.client.call('controlSweep', { sweep: value.id, action: 'play' });
    await lab.until((event) => (event.type === 'sweep' && event.info.status === 'finished' ? event : undefined));
    const { points } = (await lab.client.call('openSweep', { sweep: value.id })).value;
    const runs = points.flatMap(({ run }) => (run === null ? [] : [run]));
    expect(runs).toHaveLength(2);
    for (const run of runs) await expectExact(run);
  });

  test('what is left of a run that was thinned', async () => {
    const { id } = await lab.train(short);
    lab.behind(id, (db, rows) => {
      const gone = rows.filter(({ kind, step }) => kind === 'frame' && step % 7 !== 0 && step !== 900);
      expect(gone.length).toBeGreaterThan(500);
      for (const { ordinal } of gone) db.prepare('DELETE FROM frames WHERE run = ? AND ordinal = ?').run(id, ordinal);
    });
    const verification = await lab.verify(id);
    expect(verification?.outcome).toEqual({ kind: 'exact' });
    expect(verification?.frames).toBeLessThan(160);
  });

  test('a recording of an earlier version: by its own layout, and it does not say what wrote it', async () => {
    const { id } = await lab.train({ ...short, length: { steps: 300 } });
    const { layout } = await lab.detail(id);
    // as if frames had no gradients then, and keyframes no losses
    const old: Layout = {
      frame: layout.frame.filter(({ name }) => !name.startsWith('d')),
      keyframe: layout.keyframe.filter(({ name }) => name !== 'losses'),
    };
    expect(old.frame.length).toBeLessThan(layout.frame.length - 5);
    lab.behind(id, (db, rows) => {
      db.prepare('UPDATE runs SET layout = ?, wrote = NULL WHERE id = ?').run(JSON.stringify(old), id);
      for (const { ordinal, bytes } of rows) {
        const frame = decodeFrame(bytes, layout);
        const { kind, n, scalars } = frame;
        const again = encodeFrame(kind, old, n, scalars, (name, into) => into.set(frame.tensor(name) ?? []));
        const update = db.prepare('UPDATE frames SET bytes = ?, crc32 = ? WHERE run = ? AND ordinal = ?');
        update.run(again, crc32(again), id, ordinal);
      }
    });
    const { info } = await lab.detail(id);
    expect(info.wrote).toBeUndefined();
    await expectExact(id);
    const { verified } = (await lab.detail(id)).info;
    expect(verified && verificationSentences(verified, info)).toMatch(
      /^Reproduced exactly, (\d+) of \1 frames, on this computer\.$/,
    );
  });
});
