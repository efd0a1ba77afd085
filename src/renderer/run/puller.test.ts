import { expect, test } from 'vitest';
import { LabError } from '../../core/errors.ts';
import type { Progress } from '../../core/run.ts';
import { FakeLab, tinyFrame, tinyLayout } from './fake-lab.ts';
import { pull, type Pace } from './puller.ts';
import { Recording } from './recording.ts';

/** A window whose drawing and hiding the test does by hand. */
class HandPace implements Pace {
  hidden = false;
  private frames: (() => void)[] = [];
  private showing: (() => void)[] = [];
  nextFrame = (): Promise<void> => new Promise((resolve) => this.frames.push(resolve));
  shown = (): Promise<void> => (this.hidden ? new Promise((resolve) => this.showing.push(resolve)) : Promise.resolve());
  async draw(): Promise<void> {
    this.frames.splice(0).forEach((go) => go());
    await settled();
  }
  async show(): Promise<void> {
    this.hidden = false;
    this.showing.splice(0).forEach((go) => go());
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function pulling(): {
  lab: FakeLab;
  pace: HandPace;
  recording: Recording;
  done: Promise<void>;
  abort: AbortController;
  taken: Progress[];
} {
  const lab = new FakeLab();
  const pace = new HandPace();
  const recording = new Recording(1, tinyLayout);
  const abort = new AbortController();
  const taken: Progress[] = [];
  const done = pull(lab, recording, (progress) => taken.push(progress), abort.signal, pace);
  return { lab, pace, recording, done, abort, taken };
}

test('fetches one answer while the window draws, takes it in after that, and only then asks again', async () => {
  const { lab, pace, recording } = pulling();
  lab.add(tinyFrame(0), tinyFrame(1));
  await settled();
  expect(lab.count('pull')).toBe(2);
  lab.add(tinyFrame(2));
  await settled();
  lab.add(tinyFrame(3));
  await settled();
  expect(lab.count('pull')).toBe(2);
  expect(recording.rows).toBe(2);
  await pace.draw();
  expect(recording.rows).toBe(3);
  expect(lab.count('pull')).toBe(3);
  await pace.draw();
  expect(recording.rows).toBe(4);
});

test('a hidden window asks for nothing, and catches up when it is shown', async () => {
  const { lab, pace, recording } = pulling();
  pace.hidden = true;
  lab.add(tinyFrame(0));
  await settled();
  await pace.draw();
  for (let step = 1; step <= 500; step++) lab.add(tinyFrame(step));
  await settled();
  expect(lab.count('pull')).toBe(1);
  expect(recording.rows).toBe(1);
  await pace.show();
  expect(recording.rows).toBe(501);
});

test('goes on where it was after the connection was lost', async () => {
  const { lab, pace, recording } = pulling();
  lab.add(tinyFrame(0));
  await settled();
  await pace.draw();
  lab.drop();
  lab.frames.push(tinyFrame(1), tinyFrame(2));
  await settled();
  expect(recording.rows).toBe(1);
  lab.reconnect();
  await settled();
  expect(recording.rows).toBe(3);
  expect([...recording.column('step')]).toEqual([0, 1, 2]);
});

test('ends when the run has ended and nothing is left', async () => {
  const { lab, done, taken } = pulling();
  lab.frames.push(tinyFrame(0));
  lab.become('finished', 1);
  await done;
  expect(taken.at(-1)?.status).toBe('finished');
});

test('skips damaged frames instead of asking for them again', async () => {
  const { lab, done, recording } = pulling();
  lab.damaged = [1, 2];
  lab.frames.push(tinyFrame(0), tinyFrame(1), tinyFrame(2));
  lab.become('finished', 2);
  await done;
  expect(recording.rows).toBe(1);
  expect(recording.last).toBe(2);
});

test('other failures are thrown', async () => {
  const { lab, done } = pulling();
  lab.call = () => Promise.reject(new LabError('run-unknown', { run: 1 }));
  lab.reconnect();
  lab.add(tinyFrame(0));
  await expect(
    Promise.race([done, pull(lab, new Recording(1, tinyLayout), () => undefined, new AbortController().signal)]),
  ).rejects.toThrow('run-unknown');
});
