import { afterEach, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { FakeLab, tinyFrame } from './fake-lab.ts';
import { Session } from './session.svelte.ts';

/** A document whose plan the test changes. */
class Document {
  readonly experiment = 1;
  plan = $state.raw<Plan>(presets.moons);
  problems = $state.raw<Problem[]>([]);
  readonly plots = undefined;
}

let stop = (): void => undefined;
afterEach(() => stop());

/** A session whose preview follows the document, as the window has it. */
function made(): { lab: FakeLab; document: Document; session: Session } {
  const lab = new FakeLab();
  const document = new Document();
  const session = new Session(lab, document);
  const end = $effect.root(() => {
    $effect(() => session.refreshPreview());
  });
  stop = () => {
    session.opened?.close();
    end();
  };
  return { lab, document, session };
}
const seeded = (seed: number): Plan => ({ ...presets.moons, seed });
const noWeights: Problem = { at: 'network', code: 'no-weights', values: {} };

test('a plan is shown at its step 0 before there is a run, and is none', async () => {
  const { session } = made();
  await expect.poll(() => session.step).toBe(0);
  expect(session.frame?.tensor('‖W‖')).toEqual(new Float32Array(2));
  expect(session.opened?.recording.rows).toBe(1);
  expect(session).toMatchObject({ info: null, run: null, status: 'none', live: false, canBranch: false, stale: false });
});

test('an edit replaces the picture without a gap', async () => {
  const { document, session } = made();
  await expect.poll(() => session.step).toBe(0);
  const first = session.opened;
  document.plan = seeded(2);
  let gap = false;
  await expect
    .poll(() => {
      gap ||= session.frame === null;
      return session.opened !== first && session.plan.seed;
    })
    .toBe(2);
  expect(gap).toBe(false);
});

test('of edits that come while a preview is computed the newest alone is asked for', async () => {
  const { lab, document, session } = made();
  lab.holdPreviews = true;
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    document.plan = seeded(seed);
    await Promise.resolve();
  }
  await expect.poll(() => lab.heldPreviews.length).toBe(2);
  lab.holdPreviews = false;
  for (const answer of lab.heldPreviews) answer();
  await expect.poll(() => session.opened?.detail.plan.seed).toBe(6);
  expect(lab.count('preview')).toBe(3);
});

test('a plan with a problem keeps the last picture, and says that it is another’s', async () => {
  const { lab, document, session } = made();
  await expect.poll(() => session.step).toBe(0);
  const picture = session.opened;
  document.plan = { ...presets.moons, network: [] };
  document.problems = [noWeights];
  await expect.poll(() => session.stale).toBe(true);
  expect(session.opened).toBe(picture);
  expect(lab.count('preview')).toBe(1);
  document.plan = seeded(3);
  document.problems = [];
  await expect.poll(() => session.opened !== picture).toBe(true);
  expect(session.stale).toBe(false);
});

test('a run that an edit took off the screen is shown again when the edit is undone', async () => {
  const { lab, document, session } = made();
  await session.playPause();
  lab.add(tinyFrame(0), tinyFrame(1));
  lab.become('finished', 1);
  await expect.poll(() => session.step).toBe(1);
  document.plan = seeded(9);
  session.detach();
  await expect.poll(() => session.step).toBe(0);
  expect(session.run).toBeNull();
  document.plan = { ...presets.moons, name: 'Renamed' };
  await expect.poll(() => session.run?.info.id).toBe(1);
  await expect.poll(() => session.step).toBe(1);
  expect(lab.count('start')).toBe(1);
});

test('asked again when the lab is back', async () => {
  const { lab, session } = made();
  lab.drop();
  await expect.poll(() => lab.count('preview')).toBe(1);
  lab.reconnect();
  await expect.poll(() => session.step).toBe(0);
  expect(session.message).toBe('');
});

test('a run that was left for another experiment does not come back while that is on its way', async () => {
  const { lab, document, session } = made();
  await session.playPause();
  lab.add(tinyFrame(0), tinyFrame(1));
  lab.become('finished', 1);
  await expect.poll(() => session.step).toBe(1);
  session.detach();
  await new Promise((resolve) => setTimeout(resolve)); // the window's effects have run
  expect(session.run).toBeNull();
  expect(lab.count('open')).toBe(0);
  document.plan = seeded(4);
  await expect.poll(() => session.opened?.detail.plan.seed).toBe(4);
  document.plan = { ...presets.moons };
  await expect.poll(() => session.run?.info.id).toBe(1);
});
