import { afterEach, describe, expect, test, vi } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { FakeLab, tinyFrame } from './fake-lab.ts';
import type { Group } from './group.svelte.ts';
import type { PlanDocument } from './lab.ts';
import { Session } from './session.svelte.ts';

const documentOf = (plan: Plan): PlanDocument => ({ experiment: 1, plan, problems: [], plots: undefined });
const made: Session[] = [];
afterEach(() => made.splice(0).forEach((session) => session.leave()));

/** A place of a group with a lab of its own, so that what each run has come to is the test's to say. */
function seated(group?: Group, plan: Plan = presets.moons): { lab: FakeLab; session: Session } {
  const lab = new FakeLab();
  const session = new Session(lab, documentOf(plan), group);
  made.push(session);
  return { lab, session };
}
/** Two runs beside each other that have come so far. */
async function two(first: number, second: number, plan?: Plan): Promise<{ a: Session; b: Session; labs: FakeLab[] }> {
  const a = seated();
  const b = seated(a.session.group, plan);
  await a.session.playPause();
  for (const [{ lab }, steps] of [[a, first] as const, [b, second] as const]) {
    for (let step = 0; step < steps; step++) lab.frames.push(tinyFrame(step));
    lab.become('running', steps - 1);
  }
  await vi.waitFor(() => expect([a.session.newest, b.session.newest]).toEqual([first - 1, second - 1]), 15_000);
  return { a: a.session, b: b.session, labs: [a.lab, b.lab] };
}

describe('runs beside each other', () => {
  test('a press while they are put beside each other starts all of them', async () => {
    const a = seated();
    const settled = Promise.withResolvers<undefined>();
    a.session.group.settling = settled.promise;
    const pressed = a.session.playPause();
    const b = seated(a.session.group);
    a.session.group.settling = null;
    settled.resolve(undefined);
    await pressed;
    expect([a.lab.count('start'), b.lab.count('start')]).toEqual([1, 1]);
  });
  test('those that have ended at different steps are told apart', async () => {
    const { a, labs } = await two(9, 4);
    expect(a.group.apart).toBe(false); // the slower one comes on
    labs[0]?.become('stopped', 8);
    labs[1]?.become('stopped', 3);
    await vi.waitFor(() => expect(a.group.apart).toBe(true), 15_000);
  });
  test('one press starts all of them, and the slowest sets the pace', async () => {
    const { a, b, labs } = await two(9, 4);
    expect(labs.map((lab) => lab.count('start'))).toEqual([1, 1]);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([3, 3]), 15_000);
    for (let step = 4; step < 12; step++) labs[1]?.frames.push(tinyFrame(step));
    labs[1]?.become('running', 11);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([8, 8]), 15_000);
  });

  test('while they train one is drawn in each animation frame, in their order', async () => {
    const { a, b, labs } = await two(4, 4);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([3, 3]), 15_000);
    const seen: string[] = [];
    let looking = true;
    const look = (): void => {
      const now = [a.run?.row, b.run?.row].join(' ');
      if (seen.at(-1) !== now) seen.push(now);
      if (looking) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    for (const lab of labs) {
      lab.frames.push(tinyFrame(4));
      lab.become('running', 4);
    }
    await vi.waitFor(() => expect([a.run?.row, b.run?.row]).toEqual([4, 4]), 15_000);
    looking = false;
    expect(seen).toContain('4 3');
  });

  test('one that has ended holds its last frame', async () => {
    const { a, b, labs } = await two(3, 8);
    labs[0]?.become('finished', 2);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([2, 7]), 15_000);
    expect(a.group.status).toBe('running');
    expect(a.group.atLiveEdge).toBe(true);
  });

  test('one press pauses all of them, and one plays them on', async () => {
    const { a, b, labs } = await two(5, 5);
    await a.playPause();
    expect([a.status, b.status]).toEqual(['paused', 'paused']);
    await b.playPause();
    expect([a.status, b.status]).toEqual(['running', 'running']);
    expect(labs.map((lab) => lab.count('control'))).toEqual([3, 3]); // they were started together as well
  });

  test('what is paused a little apart comes to the step of the foremost', async () => {
    const { a, labs } = await two(9, 7);
    await a.playPause();
    const asked = labs.map((lab) => lab.asked.filter(({ call }) => call === 'control').map(({ args }) => args));
    expect(asked).toEqual([
      [
        { run: 1, action: 'play' },
        { run: 1, action: 'pause' },
      ],
      [
        { run: 1, action: 'play' },
        { run: 1, action: 'pause' },
        { run: 1, action: 'play', until: 8 },
      ],
    ]);
  });

  test('the playhead stands at one step of all, also where the pointer is', async () => {
    const { a, b } = await two(9, 9);
    await vi.waitFor(() => expect(b.step).toBe(8), 15_000);
    a.seek(2);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([2, 2]), 15_000);
    expect(a.group.playhead.following).toBe(false);
    b.point(5);
    await vi.waitFor(
      () => expect([a.opened?.shownPointed?.frame.scalars.step, b.opened?.pointed]).toEqual([5, 5]),
      15_000,
    );
    a.point(null);
    await vi.waitFor(() => expect([a.opened?.pointed, b.opened?.pointed]).toEqual([-1, -1]), 15_000);
  });

  test('by epochs, a run of half the steps an epoch is at half the step', async () => {
    const plan: Plan = { ...presets.moons, batchSize: 2 * presets.moons.batchSize };
    const { a, b } = await two(9, 9, plan);
    a.group.setPace('epoch');
    a.seek(6);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([6, 3]), 15_000);
    b.seek(4);
    await vi.waitFor(() => expect([a.step, b.step]).toEqual([8, 4]), 15_000);
  });

  test('one step on at the edge is taken by those that are not ahead', async () => {
    const { a, labs } = await two(9, 4);
    await a.playPause();
    const before = labs.map((lab) => lab.count('control'));
    await a.forward('step');
    expect(labs.map((lab) => lab.count('control'))).toEqual([before[0], (before[1] ?? 0) + 1]);
  });

  test('a run that joins catches up at full speed and takes nobody back', async () => {
    const a = seated();
    await a.session.playPause();
    for (let step = 0; step < 6; step++) a.lab.frames.push(tinyFrame(step));
    a.lab.become('finished', 5);
    await vi.waitFor(() => expect(a.session.step).toBe(5), 15_000);
    const b = seated(a.session.group);
    await b.session.catchUp();
    expect(b.lab.asked.find(({ call }) => call === 'start')?.args).toMatchObject({ speed: null, paused: true });
    expect(b.lab.asked.find(({ call }) => call === 'control')?.args).toEqual({ run: 1, action: 'play', until: 5 });
    expect(b.session.catchesUp).toBe(true);
    b.lab.add(tinyFrame(0), tinyFrame(1));
    await vi.waitFor(() => expect(b.session.step).toBe(1), 15_000);
    expect(a.session.step).toBe(5);
  });

  test('who leaves ends its run, and the others stay', async () => {
    const { a, b, labs } = await two(3, 3);
    a.group.remove(b);
    await vi.waitFor(() =>
      expect(labs[1]?.asked.at(-1)).toEqual({ call: 'control', args: { run: 1, action: 'stop' } }),
    );
    expect(a.group.members).toEqual([a]);
    a.group.remove(a); // the first stays
    expect(a.group.members).toEqual([a]);
  });
});
