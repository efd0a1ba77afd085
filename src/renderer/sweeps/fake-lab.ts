import type { Args, CallName, LabEvent, Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import type { PointResult, SweepDetail, SweepInfo } from '../../core/sweep/results.ts';
import { sweepSchema } from '../../core/sweep/schema.ts';
import type { Lab } from '../run/lab.ts';

/** For tests: how a sweep of six runs stands. */
export const infoOf = (more: Partial<SweepInfo> = {}): SweepInfo => ({
  id: 1,
  experiment: 1,
  name: 'S',
  createdAt: 0,
  status: 'running',
  done: 0,
  failed: 0,
  running: 0,
  total: 6,
  processes: 1,
  eta: null,
  bytes: 0,
  ...more,
});

/** Moons at three rates, in no order, with two seeds each. */
export const detailOf = (points: PointResult[] = [], more: Partial<SweepInfo> = {}): SweepDetail => ({
  info: infoOf(more),
  sweep: sweepSchema.parse({
    name: 'S',
    plan: presets.moons,
    axes: [{ fields: [{ at: 'optimizer.learningRate' }], values: { list: [1, 0.01, 0.1] } }],
    seeds: 2,
  }),
  points,
});

/** A point whose run, 10 + its number, came to this test loss. */
export const doneAt = (point: number, testLoss: number): PointResult => ({
  point,
  run: 10 + point,
  status: 'finished',
  metrics: {
    trainLoss: 0,
    testLoss,
    gap: testLoss,
    trainAccuracy: 1,
    testAccuracy: 1,
    norm: 1,
    norms: [],
    steps: 10,
    seconds: 1,
  },
});

/** A lab that answers what it is told to, refuses the rest, and says what it is told to say. */
export function fakeLab(answers: { [C in CallName]?: (args: Args<C>) => Replies[C] }) {
  const asked: { call: CallName; args: unknown }[] = [];
  const listeners: ((event: LabEvent) => void)[] = [];
  const opened: (() => void)[] = [];
  const lab: Lab = {
    state: 'open',
    call: (call, args) => {
      asked.push({ call, args });
      const answer = answers[call];
      if (!answer) return Promise.reject(new LabError('sweep-unknown', { sweep: 1 }));
      return Promise.resolve().then(() => ({ value: answer(args), payload: new Uint8Array(0) }) as never);
    },
    onEvent: (listener) => {
      listeners.push(listener);
      return () => listeners.splice(listeners.indexOf(listener), 1);
    },
    onOpen: (listener) => {
      opened.push(listener);
      return () => opened.splice(opened.indexOf(listener), 1);
    },
  };
  return {
    lab,
    asked,
    say: (event: LabEvent): void => listeners.forEach((one) => one(event)),
    reconnect: (): void => opened.forEach((one) => one()),
  };
}
