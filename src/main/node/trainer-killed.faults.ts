import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { stream } from '../../core/random.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { bundled } from './testing/bundled.ts';
import { RealLab } from './testing/real-lab.ts';

/** How often a trainer is killed. */
const KILLS = 50;
/** Every so often two runs are in it. */
const TWO = 5;

/** 301 frames, one a step, 21 keyframes among them. */
const plan: Plan = { ...presets.moons, length: { steps: 300 } };
let lab: RealLab;
let remove: () => void;

beforeAll(async () => {
  const built = await bundled(join(import.meta.dirname, 'testing', 'host.ts'));
  remove = built.remove;
  lab = new RealLab(undefined, built.trainer);
});
afterAll(async () => {
  await lab.close();
  remove();
});

/** What is stored of a run, by kind and step. */
const storedOf = (run: number): Map<string, Buffer> =>
  lab.behind(run, (_db, rows) => new Map(rows.map(({ kind, step, bytes }) => [`${kind} ${step}`, Buffer.from(bytes)])));

/** Follows a run as a window does, until it has recorded a step or has ended. */
async function recorded(run: number, step: number): Promise<void> {
  for (let after = -1; ;) {
    const { value } = await lab.client.call('pull', { run, after, maxBytes: 2 ** 16 });
    after = value.frames.at(-1)?.ordinal ?? after;
    if (value.progress.step >= step || value.progress.status !== 'running') return;
  }
}

test(`a trainer killed at ${KILLS} moments: one sentence, Continue ends in the same bits, Keep leaves what there is`, async () => {
  const reference = storedOf((await lab.train(plan)).id);
  const random = stream(20, 'kills');
  const count = { interrupted: 0, ended: 0, continued: 0, kept: 0, frames: 0, steps: [] as number[] };
  let failures = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    lab.events = [];
    const runs = [await lab.begin(plan)];
    if (kill % TWO === 0) runs.push(await lab.begin(plan));
    // the first ones before there is a frame, and while there are few
    const step = kill < 4 ? kill : random.int(300);
    if (step > 0) await recorded(runs[0] ?? 0, step);
    lab.trainers.at(-1)?.kill();
    const infos = await Promise.all(runs.map((run) => lab.ended(run)));
    const cut = infos.filter(({ progress }) => progress.status === 'interrupted');
    // one sentence, however many runs it had
    const said = lab.events.flatMap((event) => (event.type === 'failure' ? [event.failure] : []));
    expect(said).toHaveLength(cut.length > 0 ? 1 : 0);
    failures += said.length;
    for (const info of infos) {
      const { id, progress } = info;
      const before = storedOf(id);
      expect(before.size).toBe(info.frames);
      for (const [key, bytes] of before) expect(reference.get(key)?.equals(bytes), `${key} of run ${id}`).toBe(true);
      if (progress.status === 'finished') {
        count.ended++;
        continue;
      }
      expect(progress).toMatchObject({
        status: 'interrupted',
        message: errorSentence(new LabError('trainer-died', { reason: 'SIGKILL' })),
      });
      count.interrupted++;
      count.frames += before.size;
      count.steps.push(progress.step);
      const again = await lab.branch(id, progress.step);
      expect(again.progress.status).toBe('finished');
      const rest = storedOf(again.id);
      const own = `keyframe ${progress.step}`;
      rest.delete(reference.has(own) ? '' : own); // what it begins with, whether the whole run kept it there or not
      for (const [key, bytes] of rest) expect(reference.get(key)?.equals(bytes), `${key}, gone on with`).toBe(true);
      // the two together are the whole run, to the last parameters
      for (const key of reference.keys()) expect(before.has(key) || rest.has(key), key).toBe(true);
      expect(rest.has('keyframe 300')).toBe(true);
      count.continued++;
      // and the run that was cut off is what it was
      expect(storedOf(id)).toEqual(before);
      expect((await lab.detail(id)).info.progress.status).toBe('interrupted');
      count.kept++;
    }
  }
  expect(count.interrupted).toBeGreaterThan(KILLS / 2);
  console.log(
    `${KILLS} kills: ${JSON.stringify({ ...count, steps: undefined, failures })}, at steps ${count.steps.join(' ')}`,
  );
});
