import { afterEach, describe, expect, test, vi } from 'vitest';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { crcHex } from '../../core/crc32.ts';
import { FakeLab, tinyFrame } from './fake-lab.ts';
import type { PlanDocument } from './lab.ts';
import { Session } from './session.svelte.ts';

const wait = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const opened: Session[] = [];
afterEach(() => opened.splice(0).forEach((session) => session.opened?.close()));

function made(problems: Problem[] = []): { lab: FakeLab; session: Session } {
  const lab = new FakeLab();
  const document: PlanDocument = { experiment: 1, plan: presets.moons, problems, plots: undefined };
  const session = new Session(lab, document);
  opened.push(session);
  return { lab, session };
}
async function running(steps: number): Promise<ReturnType<typeof made>> {
  const both = made();
  await both.session.playPause();
  for (let step = 0; step < steps; step++) both.lab.frames.push(tinyFrame(step));
  both.lab.become('running', steps - 1);
  await wait();
  return both;
}

describe('playing', () => {
  test('with no run, play starts one of the document at its speed, and the newest frame is on show', async () => {
    const { lab, session } = await running(5);
    expect(lab.asked.find(({ call }) => call === 'start')?.args).toMatchObject({ speed: 100, paused: false });
    expect(session.step).toBe(4);
    expect(session.atLiveEdge).toBe(true);
    expect(session.opened?.crc).toBe(crcHex(tinyFrame(4)));
  });

  test('a plan with problems is not started', async () => {
    const { lab, session } = made([{ at: 'network', code: 'no-weights', values: {} }]);
    expect(session.canStart).toBe(false);
    await session.playPause();
    await session.forward('step');
    expect(lab.count('start')).toBe(0);
  });

  test('an answer that was overtaken does not take a run back from its end', async () => {
    const { lab, session } = await running(3);
    const { opened } = session;
    const before = { ...lab.progress };
    lab.become('finished', 9);
    opened?.progressed(lab.progress);
    opened?.progressed(before);
    expect(session.status).toBe('finished');
    opened?.progressed({ ...before, step: 9 });
    expect(session.status).toBe('finished');
  });

  test('a run that was cut off has ended, though its last step is an earlier one than was told', async () => {
    const { lab, session } = await running(3);
    lab.become('running', 9);
    session.opened?.progressed(lab.progress);
    lab.become('interrupted', 2);
    session.opened?.progressed(lab.progress);
    expect(session.status).toBe('interrupted');
  });

  test('pauses and plays on at the live edge', async () => {
    const { lab, session } = await running(3);
    await session.playPause();
    expect(session.status).toBe('paused');
    await session.playPause();
    expect(session.status).toBe('running');
    expect(lab.asked.filter(({ call }) => call === 'control').map(({ args }) => args)).toEqual([
      { run: 1, action: 'pause' },
      { run: 1, action: 'play' },
    ]);
  });

  test('goes on from the last step of a run that was cut off, wherever the playhead is', async () => {
    const { lab, session } = await running(5);
    session.seek(1);
    await wait();
    lab.become('interrupted', 4);
    await wait();
    expect(session.step).toBe(1);
    await session.goOnFromEnd();
    expect(lab.asked.find(({ call }) => call === 'branch')?.args).toMatchObject({ run: 1, step: 4, changes: [] });
  });

  test('stops a live run wherever the playhead is, and nothing else', async () => {
    const { lab, session } = await running(3);
    session.seek(1);
    await session.group.stop();
    await wait();
    expect([session.status, session.live]).toEqual(['stopped', false]);
    await session.group.stop();
    expect(lab.count('control')).toBe(1);
  });

  test('two quick presses start one run', async () => {
    const { lab, session } = made();
    await Promise.all([session.playPause(), session.playPause()]);
    expect(lab.count('start')).toBe(1);
  });
});

describe('replaying', () => {
  test('scrubbing leaves the live edge, and going live comes back', async () => {
    const { lab, session } = await running(10);
    session.seek(3);
    await wait();
    expect([session.step, session.atLiveEdge]).toEqual([3, false]);
    lab.add(tinyFrame(10));
    await wait();
    expect(session.step).toBe(3);
    session.group.seek(Infinity);
    await wait();
    expect([session.step, session.atLiveEdge]).toEqual([10, true]);
  });

  test('the frames of a replay are the bytes seen live', async () => {
    const { lab, session } = await running(6);
    const live: string[] = [];
    for (let step = 0; step < 6; step++) {
      session.seek(step);
      await wait(40);
      live.push(session.opened?.crc ?? '');
    }
    lab.become('finished', 6);
    await session.openRun(1);
    await wait();
    for (let step = 0; step < 6; step++) {
      session.seek(step);
      await wait(40);
      expect(session.opened?.crc).toBe(live[step]);
    }
    expect(new Set(live).size).toBe(6);
  });

  test('an ended run plays from its start, frame after frame, and stops at its end', async () => {
    const { lab, session } = await running(12);
    lab.become('finished', 12);
    await wait();
    session.group.setSpeed(null);
    expect(session.playing).toBe(false);
    await session.playPause();
    expect(session.playing).toBe(true);
    await vi.waitFor(() => expect(session.playing).toBe(false), 15_000);
    expect(session.step).toBe(11);
    expect(lab.count('control')).toBe(0);
  });

  test('steps go from frame to frame, epochs from epoch to epoch', async () => {
    const { lab, session } = await running(40);
    lab.become('finished', 40);
    session.group.seek(-Infinity);
    await wait();
    await session.forward('step');
    await wait();
    expect(session.step).toBe(1);
    await session.forward('epoch');
    await wait();
    expect(session.step).toBe(10);
    session.group.turn(-1);
    await wait();
    expect(session.step).toBe(9);
  });

  test('frames the window no longer has are asked for again', async () => {
    const { lab, session } = await running(5);
    lab.become('finished', 5);
    await wait();
    const cache = session.opened?.recording.bytes;
    expect(cache?.has(2)).toBe(true);
    for (let o = 0; o < 4; o++) cache?.drop(o);
    session.seek(2);
    await wait();
    expect(session.step).toBe(2);
    expect(lab.count('frames')).toBe(1);
  });

  test('what the lab has thinned is passed over, and nothing is said', async () => {
    const { lab, session } = await running(8);
    lab.become('finished', 8);
    await wait();
    for (let o = 0; o < 8; o++) session.opened?.recording.bytes.drop(o);
    lab.gone = [1, 3, 4, 5];
    session.seek(5);
    await expect.poll(() => session.step).toBe(2);
    session.group.turn(1);
    await expect.poll(() => session.step).toBe(6);
    session.group.turn(-1);
    await expect.poll(() => session.step).toBe(2);
    session.group.turn(-1);
    await expect.poll(() => session.step).toBe(0);
    expect(session.group.line.text).toBe('');
    expect(session.opened?.recording.rows).toBe(8);
  });
});

describe('going on from a step', () => {
  test('a change begins a paused branch at the frame on show; a live parent is ended first and kept', async () => {
    const { lab, session } = await running(10);
    expect([session.canBranch, session.canGoOn]).toEqual([true, false]);
    session.seek(4);
    await wait();
    const changes = [{ name: 'W1', index: 3, value: 0.5 }];
    await session.branch(changes);
    await wait();
    const told = lab.asked.filter(({ call }) => call === 'control' || call === 'branch');
    expect(told.map(({ args }) => args)).toEqual([
      { run: 1, action: 'stop' },
      { run: 1, step: 4, changes, speed: 100, paused: true },
    ]);
    expect([session.info?.id, session.step, session.status, session.atLiveEdge]).toEqual([2, 4, 'paused', true]);
    expect(session.info?.parent).toMatchObject({ run: 1, step: 4 });
    expect(session.message).toBe('Moons 1 is kept in Runs; this is Moons 2, from its step 4.');
  });

  test('an ended run goes on from where the playhead is, and its first frame is home', async () => {
    const { lab, session } = await running(10);
    lab.become('finished', 9);
    await wait();
    expect(session.canGoOn).toBe(true);
    session.seek(7);
    await wait();
    await Promise.all([session.group.goOn(), session.group.goOn()]);
    lab.add(tinyFrame(8));
    await wait();
    expect(lab.count('branch')).toBe(1);
    expect(lab.count('control')).toBe(0);
    expect([session.step, session.status, session.canGoOn]).toEqual([8, 'running', false]);
    session.group.seek(-Infinity);
    await wait();
    expect([session.step, session.canGoOn]).toEqual([7, true]);
  });

  test('from the last step there is nowhere to go on to, and without a run nothing to branch', async () => {
    const { lab, session } = made();
    expect([session.canBranch, session.canGoOn]).toEqual([false, false]);
    await session.branch([]);
    await session.group.goOn();
    expect(lab.count('branch')).toBe(0);
    await session.playPause();
    lab.add(tinyFrame(3000));
    lab.become('finished', 3000);
    await wait();
    expect([session.canBranch, session.canGoOn]).toEqual([true, false]);
  });
});

describe('the run and its document', () => {
  test('an edit ends the run, keeps it and says so', async () => {
    const { lab, session } = await running(3);
    session.detach();
    await wait();
    expect(session.info).toBeNull();
    expect(session.message).toBe('Moons 1 is kept in Runs.');
    expect(lab.progress.status).toBe('stopped');
  });

  test('reset starts the same plan again, waiting at step 0', async () => {
    const { lab, session } = await running(3);
    await session.group.reset();
    expect(lab.asked.filter(({ call }) => call === 'start').at(-1)?.args).toMatchObject({
      paused: true,
      plan: presets.moons,
    });
    expect(session.message).toBe('Moons 1 is kept in Runs.');
  });

  test('a reloaded window opens the run that was open, with its history', async () => {
    const { lab, session } = await running(4);
    const kept = lab.asked.filter(({ call }) => call === 'setSetting').at(-1)?.args;
    expect(kept).toEqual({ key: 'openRun', value: 1 });
    session.opened?.close();
    const again = new Session(lab, session.document);
    opened.push(again);
    await again.resume({ openRun: 1, speed: { plane: 10, digits: null } });
    await wait();
    expect([again.step, again.opened?.recording.rows, again.atLiveEdge]).toEqual([3, 4, true]);
    expect(again.speed.of(presets.moons)).toBe(10);
  });

  test('an expected failure becomes one sentence', async () => {
    const { lab, session } = made();
    lab.drop();
    await session.playPause();
    expect(session.message).toMatch(/connection to the lab was lost/);
  });

  test('a live run that is deleted while it is pulled is closed, and nothing is said of what nobody asked for', async () => {
    const { lab, session } = await running(3);
    const call = lab.call.bind(lab);
    lab.call = (name, args) =>
      name === 'pull' ? Promise.reject(new LabError('run-unknown', { run: 1 })) : call(name, args);
    lab.add(tinyFrame(3));
    await expect.poll(() => session.run).toBeNull();
    expect(session.message).toBe('');
  });

  test('that the connection was lost is said until it is back', async () => {
    const { lab, session } = made();
    lab.drop();
    await session.playPause();
    lab.reconnect();
    expect(session.message).toBe('');
  });

  test('a refusal goes with the next thing done, a notice stays', async () => {
    const { session } = await running(5);
    for (const act of [
      (): unknown => session.playPause(),
      (): unknown => session.seek(2),
      (): unknown => session.group.turn(-1),
    ]) {
      session.line.say('This was refused.');
      await act();
      expect(session.message).toBe('');
    }
    await session.group.reset();
    await session.playPause();
    expect(session.message).toBe('Moons 1 is kept in Runs.');
  });
});
