import { describe, expect, test } from 'vitest';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import type { Layout } from '../../../core/frame/layout.ts';
import { Recording } from '../../run/recording.ts';
import { CalmEnd } from './axis.ts';
import { courseSpans } from './course.ts';
import { ofValues } from './distribution.ts';
import { levels, summaryOf, TensorHistory } from './history.ts';

const layout: Layout = { frame: [{ name: 'W1', rows: 3, columns: 5 }], keyframe: [] };
const zeros = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
const valuesAt = (step: number): Float32Array => Float32Array.from({ length: 15 }, (_, k) => Math.sin(step + 3 * k));
const bytesAt = (step: number): Uint8Array =>
  encodeFrame('frame', layout, 1, { ...zeros, step }, (_name, into) => into.set(valuesAt(step)));

/** A recording that keeps the bytes of about so many frames. */
function recorded(frames: number, kept = frames): Recording {
  const recording = new Recording(1, layout, kept * bytesAt(0).length);
  for (let step = 0; step < frames; step++) recording.append(step, bytesAt(step));
  return recording;
}
const always = (): boolean => true;

describe('a history', () => {
  test('is what the frames say, every row of them while there are few', () => {
    const history = new TensorHistory(recorded(5), ['W1', 'W2']);
    expect(history.work(always)).toEqual({ took: true, left: false });
    expect(history.taken.map(({ row, step }) => [row, step])).toEqual([0, 1, 2, 3, 4].map((i) => [i, i]));
    for (const { step, of } of history.taken) {
      const direct = ofValues(valuesAt(step));
      expect(of[0]).toEqual(summaryOf(direct));
      expect([...(of[0]?.quantiles ?? [])]).toEqual(levels.map((p) => direct.quantile(p)));
      expect(of[1]).toBeNull();
    }
  });

  test('takes every second row, then every fourth, as the run grows, each once', () => {
    const recording = recorded(0, 1000);
    let decoded = 0;
    const counting = {
      get rows() {
        return recording.rows;
      },
      bytes: recording.bytes,
      ordinalOf: (row: number) => recording.ordinalOf(row),
      stepOf: (row: number) => recording.stepOf(row),
      decode(ordinal: number) {
        decoded++;
        return recording.decode(ordinal);
      },
    };
    const history = new TensorHistory(counting, ['W1'], 8);
    const strides: number[] = [];
    for (let step = 0; step < 40; step++) {
      recording.append(step, bytesAt(step));
      history.work(always);
      strides.push(history.stride);
      expect(history.taken.length).toBeLessThanOrEqual(8);
    }
    expect([strides[7], strides[8], strides[16], strides[31], strides[32]]).toEqual([1, 2, 4, 4, 8]);
    expect(history.taken.map(({ row }) => row)).toEqual([0, 8, 16, 24, 32]);
    // 8 rows at each of four strides, half of them known before, and the last at stride 8
    expect(decoded).toBe(8 + 4 + 4 + 1);
    expect(history.work(always).took).toBe(false);
  });

  test('stops when its time is over, and goes on where it was', () => {
    const history = new TensorHistory(recorded(10), ['W1']);
    expect(history.work(() => false)).toEqual({ took: true, left: true });
    expect(history.taken).toHaveLength(1);
    history.work(() => false);
    expect(history.taken.map(({ row }) => row)).toEqual([0, 1]);
  });

  test('says which frames are no longer here, takes them when they come, and gives up those that cannot be had', () => {
    const recording = recorded(10, 4);
    const history = new TensorHistory(recording, ['W1']);
    history.work(always);
    expect(history.taken.map(({ row }) => row)).toEqual([6, 7, 8, 9]);
    expect(history.missing(3)).toEqual([0, 1, 2]);
    recording.append(1, bytesAt(1));
    recording.append(2, bytesAt(2));
    history.giveUp([0]);
    expect(history.work(always).took).toBe(true);
    expect(history.taken.map(({ row }) => row)).toEqual([1, 2, 6, 7, 8, 9]);
    expect(history.missing(9)).toEqual([3, 4, 5]);
  });
});

describe('axes', () => {
  test('get longer at once, and shorter when little was needed for sixty frames', () => {
    const end = new CalmEnd();
    expect([end.take(0, 0, true), end.take(0.9, 1, true), end.take(2.2, 2, true)]).toEqual([1, 1, 2.4]);
    for (let row = 3; row < 62; row++) expect(end.take(row === 20 ? 0.6 : 0.5, row, true)).toBe(2.4);
    expect(end.take(0.5, 62, true)).toBe(0.6);
  });
  test('looking at one frame again and again changes nothing, looking elsewhere at rest does', () => {
    const end = new CalmEnd();
    end.take(8, 5, true);
    for (let i = 0; i < 100; i++) expect(end.take(1, 6, true)).toBe(8);
    expect(end.take(5, 6, false)).toBe(8);
    expect(end.take(1, 6, false)).toBe(1);
  });
  test('NaN and ∞ leave them as they were', () => {
    const end = new CalmEnd();
    end.take(3, 0, true);
    expect([end.take(NaN, 1, false), end.take(Infinity, 2, false), end.take(0, 3, false)]).toEqual([3, 3, 3]);
  });
  test('over the run one value that explodes at last does not flatten all others', () => {
    const samples = [1, 1, 1, 1, 1e30].map((size, step) => ({
      row: step,
      step,
      of: [summaryOf(ofValues([-size, size])), summaryOf(ofValues([5]))],
    }));
    expect(courseSpans(samples, [false, true], false, false)).toEqual([
      { low: -20, high: 20 },
      { low: -5, high: 5 },
    ]);
    expect(courseSpans([], [false], true, true)).toEqual([{ low: 0, high: 1 }]);
  });
});
