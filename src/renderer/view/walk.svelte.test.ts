import { afterEach, expect, test } from 'vitest';
import { graphOf } from '../../core/graph/graph.ts';
import { presets } from '../../core/plan/presets.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { FakeLab, tinyFrame } from '../run/fake-lab.ts';
import { Session } from '../run/session.svelte.ts';
import { GraphWalk } from './walk.svelte.ts';

const opened: Session[] = [];
afterEach(() => opened.splice(0).forEach((session) => session.opened?.close()));

async function running(): Promise<{ lab: FakeLab; session: Session; walk: GraphWalk }> {
  const lab = new FakeLab();
  const session = new Session(lab, { experiment: 1, plan: presets.moons, problems: [], plots: undefined });
  opened.push(session);
  await session.playPause();
  for (let step = 0; step < 3; step++) lab.frames.push(tinyFrame(step));
  lab.become('running', 2);
  await expect.poll(() => session.step).toBe(2);
  const graph = graphOf(presets.moons, shapeOf(presets.moons));
  return { lab, session, walk: new GraphWalk(session, () => graph) };
}

test('going to a node of a live run pauses it, and goes there in the newest step', async () => {
  const { lab, session, walk } = await running();
  expect([walk.walking, walk.done]).toEqual([false, walk.steps.length]);
  const going = walk.goTo(3);
  lab.frames.push(tinyFrame(3)); // written where it pauses, and seen a little later
  lab.become('paused', 3);
  await going;
  await expect.poll(() => session.step).toBe(3);
  expect([session.status, walk.walking, walk.done]).toEqual(['paused', true, 3]);
  session.seek(1); // another step is shown whole
  await expect.poll(() => session.step).toBe(1);
  expect([walk.walking, walk.done]).toEqual([false, walk.steps.length]);
});

test('going to a node of what is paused stays at its step', async () => {
  const { session, walk } = await running();
  session.seek(1);
  await expect.poll(() => session.step).toBe(1);
  await walk.goTo(5);
  expect([walk.walking, walk.done]).toEqual([true, 5]);
  await walk.forward();
  expect(walk.done).toBe(6);
  walk.back();
  expect(walk.done).toBe(5);
});
