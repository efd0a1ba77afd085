import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeFrame } from '../../core/frame/frame.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Change } from '../../core/run.ts';
import type { Finding, Verification } from '../../core/verification.ts';
import { verificationSentences } from '../../core/words/verification.ts';
import { RealLab } from './testing/real-lab.ts';

// What verifying finds where a stored run does not come out again.

const timeout = 120_000;
const short: Plan = { ...presets.moons, length: { steps: 900 } }; // a frame every step, a keyframe every 45
const weight: Change = { name: 'W1', index: 3, value: 0.5 };

let lab: RealLab;
beforeEach(() => {
  lab = new RealLab();
});
afterEach(() => lab.close());

const findings = (verification: Verification | null): Finding[] =>
  verification?.outcome.kind === 'differs' ? verification.outcome.findings : [];
const sentencesOf = async (run: number): Promise<string> => {
  const { info } = await lab.detail(run);
  if (!info.verified) throw new Error(`run ${run} was not verified`);
  return verificationSentences(info.verified, info);
};

test('a flipped bit in a stored frame is named: step, tensor and entry', { timeout }, async () => {
  const { id, frames } = await lab.train(short);
  await lab.overwrite(id, ['frame', 300], weight, false);
  // the second bit of the exponent of the last number
  lab.change(id, 'frame', 511, false, (bytes) => (bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1));
  const verification = await lab.verify(id);
  expect(verification).toMatchObject({ frames, same: frames - 2, outcome: { kind: 'differs' } });
  expect(findings(verification)).toMatchObject([
    { step: 300, frame: 'frame', damaged: true, what: 'numbers', difference: { name: 'W1', index: 3, stored: 0.5, others: 0 } },
    { step: 511, frame: 'frame', damaged: true, what: 'numbers', difference: { others: 0 } },
  ]); // prettier-ignore
  expect(await sentencesOf(id)).toMatch(
    /^Not reproduced: \d+ of \d+ frames are the same on this computer\. The frame of step 300 is damaged on disk, its checksum is wrong: W1\[1,1\] is read as 0\.5 and computed as \S+\. W1 is apart by \S+ at most, \S+ of its largest entry\. Others are at step 511\. Recorded by Goldilocks \S+ \(kernels [0-9a-f]{10}, Node .*\); executed again by Goldilocks /,
  );
});

test('any single flipped bit is found, wherever in the bytes it is', { timeout }, async () => {
  const { id } = await lab.train({ ...short, length: { steps: 60 } });
  const length = lab.behind(id, (_db, rows) => rows.find(({ step }) => step === 20)?.bytes.length ?? 0);
  for (const bit of [0, 37, 70, 100, 8 * 20 + 3, 8 * 95, 8 * 96 + 1, 8 * (length - 1) + 7]) {
    const flip = (bytes: Uint8Array): void => void (bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    for (const mend of [false, true]) {
      lab.change(id, 'frame', 20, mend, flip);
      const verification = await lab.verify(id);
      expect(verification).toMatchObject({ same: (verification?.frames ?? 0) - 1 });
      expect(findings(verification), `bit ${bit}`).toMatchObject([{ step: 20, frame: 'frame', damaged: !mend }]);
      lab.change(id, 'frame', 20, true, flip); // back
    }
  }
  expect((await lab.verify(id))?.outcome).toEqual({ kind: 'exact' });
});

test(
  'a checksum that is wrong alone is said to be, and a frame that is cut off cannot be read',
  { timeout },
  async () => {
    const { id } = await lab.train({ ...short, length: { steps: 60 } });
    lab.behind(id, (db) => {
      db.prepare(`UPDATE frames SET crc32 = 7 WHERE run = ? AND step = 10 AND kind = 'frame'`).run(id);
      db.prepare(`UPDATE frames SET bytes = x'00' WHERE run = ? AND step = 12 AND kind = 'frame'`).run(id);
    });
    const verification = await lab.verify(id);
    expect(findings(verification)).toMatchObject([
      { step: 10, what: 'checksum', damaged: true },
      { step: 12, what: 'bytes', damaged: true },
    ]);
    expect(await sentencesOf(id)).toContain(
      'The checksum of the frame of step 10 is damaged on disk; its numbers are right.',
    );
  },
);

test('a bit that flipped in a frame that is packed: the step is named', { timeout }, async () => {
  const { id, frames } = await lab.train(short);
  lab.behind(id, (db) => {
    const of = `WHERE run = ${id} AND kind = 'frame'`;
    const { bytes } = db.prepare(`SELECT bytes FROM frames ${of} AND step = 300`).get() as { bytes: Buffer };
    expect(bytes.toString('latin1', 0, 4)).toBe('GLZ1');
    bytes[90] = (bytes[90] ?? 0) ^ 8;
    db.prepare(`UPDATE frames SET bytes = ? ${of} AND step = 300`).run(bytes);
    db.prepare(`UPDATE frames SET crc32 = 7 ${of} AND step = 301`).run();
  });
  const verification = await lab.verify(id);
  expect(verification).toMatchObject({ same: frames - 2 });
  expect(findings(verification)).toMatchObject([
    { step: 300, damaged: true, what: 'bytes' },
    { step: 301, damaged: true, what: 'checksum' },
  ]);
  expect(await sentencesOf(id)).toContain('The frame of step 300 is damaged on disk so that it cannot be read.');
});

test('a weight that was changed, with a right checksum, is found with its entry', { timeout }, async () => {
  const { id, frames } = await lab.train(short);
  await lab.overwrite(id, ['frame', 300], weight, true);
  const verification = await lab.verify(id);
  expect(verification).toMatchObject({ same: frames - 1 });
  expect(findings(verification)).toMatchObject([
    { step: 300, damaged: false, what: 'numbers', difference: { name: 'W1', index: 3, columns: 2, stored: 0.5 } },
  ]);
  expect(await sentencesOf(id)).toContain(
    'The first that differs is the frame of step 300: W1[1,1] is stored as 0.5 and',
  );
});

test('a keyframe that was changed hides nothing of what follows it', { timeout }, async () => {
  const { id, frames } = await lab.train(short);
  await lab.overwrite(id, ['keyframe', 450], weight, true);
  await lab.overwrite(id, ['keyframe', 495], weight, false);
  await lab.overwrite(id, ['frame', 600], weight, true);
  const verification = await lab.verify(id);
  expect(verification).toMatchObject({ same: frames - 3 });
  expect(findings(verification).map(({ step, frame, damaged }) => [step, frame, damaged])).toEqual([
    [450, 'keyframe', false],
    [495, 'keyframe', true],
    [600, 'frame', false],
  ]);
});

test(
  'a run that went another way in its middle: the first step is named, the rest is judged by its own keyframes',
  { timeout },
  async () => {
    const parent = await lab.train(short);
    const child = await lab.branch(parent.id, 400, [weight]);
    // the parent's recording as if a bit of its memory had flipped at step 400
    lab.behind(parent.id, (db) => {
      db.prepare('DELETE FROM frames WHERE run = ? AND (step > 400)').run(parent.id);
      const from = db.prepare('SELECT max(ordinal) FROM frames WHERE run = ?').pluck().get(parent.id) as number;
      db.prepare(
        `INSERT INTO frames SELECT ?, ordinal + ?, step, kind, crc32, bytes FROM frames WHERE run = ? AND step > 400`,
      ).run(parent.id, from + 1, child.id);
    });
    const verification = await lab.verify(parent.id);
    expect(findings(verification)[0]).toMatchObject({ step: 401, difference: { name: 'W1' } });
    // what follows the next keyframe follows from it; that one itself counts as other
    const { frames = 0, same = 0 } = verification ?? {};
    const { cadence } = await lab.detail(parent.id);
    expect(cadence).toMatchObject({ frameEvery: 1, keyframeEvery: 45 });
    expect(frames - same).toBe(405 - 400 + 1);
  },
);

test('a branch whose first keyframe is damaged is judged from the next', { timeout }, async () => {
  const parent = await lab.train(short);
  const child = await lab.branch(parent.id, 400, [weight]);
  await lab.overwrite(child.id, ['keyframe', 400], weight, false); // the value it has: the CRC is right still
  expect((await lab.verify(child.id))?.outcome).toEqual({ kind: 'exact' });
  await lab.overwrite(child.id, ['keyframe', 400], { ...weight, value: 0.75 }, false);
  const verification = await lab.verify(child.id);
  expect(findings(verification)[0]).toMatchObject({ step: 400, what: 'absent', frame: 'frame' });
  expect((verification?.frames ?? 0) - (verification?.same ?? 0)).toBe(2 + 5); // 400 to 405, until the keyframe of that
});

test('frames that executing it again does not make are named', { timeout }, async () => {
  const { id } = await lab.train({ ...short, length: { steps: 60 } });
  lab.behind(id, (db) => {
    db.prepare(
      `INSERT INTO frames SELECT run, ordinal + 1, step + 2, kind, crc32, bytes FROM frames WHERE run = ? ORDER BY ordinal DESC LIMIT 1`,
    ).run(id);
  });
  const verification = await lab.verify(id);
  expect(findings(verification)).toMatchObject([{ step: 62, frame: 'keyframe', what: 'absent' }]);
  expect(verification?.same).toBe((verification?.frames ?? 0) - 1);
});

test('TensorFlow within its tolerance, beyond it not', { timeout }, async () => {
  const plan: Plan = { ...short, engine: 'tensorflow', backend: 'cpu', length: { steps: 200 } };
  const { id, frames } = await lab.train(plan);
  const { layout } = await lab.detail(id);
  expect(layout.frame.some(({ name }) => name === 'W1')).toBe(true);
  const value = (step: number): number =>
    lab.behind(id, (_db, rows) => {
      const bytes = rows.find((row) => row.kind === 'frame' && row.step === step)?.bytes;
      return (bytes && decodeFrame(bytes, layout).tensor('W1')?.[3]) ?? NaN;
    });
  await lab.overwrite(id, ['frame', 100], { ...weight, value: value(100) + 1e-5 }, true);
  const within = await lab.verify(id);
  expect(within).toMatchObject({
    frames,
    same: frames,
    outcome: { kind: 'within', exactly: frames - 1, name: 'W1', step: 100, tolerance: 1e-4 },
  });
  expect(await sentencesOf(id)).toMatch(
    /^Reproduced within 10⁻⁴, (\d+) of \1 frames \(\d+ of them exactly\).*TensorFlow · cpu 4\.22\.0/,
  );
  await lab.overwrite(id, ['frame', 100], { ...weight, value: value(100) + 1e-2 }, true);
  expect(findings(await lab.verify(id))).toMatchObject([{ step: 100, difference: { name: 'W1', index: 3 } }]);
});

test('one at a time, called off, refused while it is live', { timeout }, async () => {
  const long = await lab.train({ ...short, length: { steps: 400_000 } });
  const other = await lab.train(short);
  const live = await lab.begin({ ...short, length: { steps: 5_000_000 } });
  for (const run of [live])
    await expect(lab.client.call('verify', { run })).rejects.toMatchObject({ code: 'verify-live' });
  await expect(lab.client.call('verify', { run: 99 })).rejects.toMatchObject({ code: 'run-unknown' });
  const of = (run: number) =>
    lab.events.filter((event) => event.type === 'verifying' && event.run === run && event.done > 0);
  lab.events = [];
  await lab.client.call('verify', { run: long.id });
  await lab.client.call('verify', { run: other.id });
  await lab.until((event) => (event.type === 'verifying' && event.done > 0 ? event : undefined));
  expect(of(other.id)).toEqual([]);
  await lab.client.call('cancelVerify', { run: long.id });
  const done = await lab.until((event) => (event.type === 'verified' && event.run === other.id ? event : undefined));
  expect(done.verification?.outcome).toEqual({ kind: 'exact' });
  expect(lab.events.find((event) => event.type === 'verified')).toMatchObject({ run: long.id, verification: null });
  expect((await lab.detail(long.id)).info.verified).toBeUndefined();
  // the live run went on meanwhile
  expect(await lab.control(live, 'stop')).toBe('stopped');
  // and one whose run is deleted meanwhile ends
  await lab.client.call('verify', { run: long.id });
  await lab.client.call('deleteRuns', { runs: [long.id] });
  await lab.until((event) =>
    event.type === 'verified' && event.run === long.id && event.verification === null ? event : undefined,
  );
});

test('a trainer that dies meanwhile is the outcome, and the next verification has another', { timeout }, async () => {
  const { id } = await lab.train({ ...short, length: { steps: 400_000 } });
  await lab.client.call('verify', { run: id });
  await lab.until((event) => (event.type === 'verifying' && event.done > 0 ? event : undefined));
  lab.trainers.at(-1)?.kill();
  const died = await lab.until((event) => (event.type === 'verified' ? event.verification : undefined));
  expect(died?.outcome).toMatchObject({
    kind: 'failed',
    reason: expect.stringContaining('training process') as unknown,
  });
  expect((await lab.verify(id))?.outcome).toEqual({ kind: 'exact' });
});
