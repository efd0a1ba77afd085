import { describe, expect, test } from 'vitest';
import { encodeFrame, scalarNames, type Scalars } from '../../core/frame/frame.ts';
import { crcHex } from '../../core/crc32.ts';
import { FrameCache } from './cache.ts';
import { tinyFrame, tinyLayout } from './fake-lab.ts';
import { Recording } from './recording.ts';

const recorded = (steps: number[], keys: number[] = []): Recording => {
  const recording = new Recording(1, tinyLayout);
  let ordinal = 0;
  for (const step of steps) {
    if (keys.includes(step)) recording.append(ordinal++, tinyFrame(step, 'keyframe'));
    recording.append(ordinal++, tinyFrame(step));
  }
  return recording;
};

describe('recording', () => {
  test('finds the frame shown at a step: the last one not after it', () => {
    const recording = recorded([0, 3, 6, 9]);
    expect([-1, 0, 2, 3, 8, 9, 1e9].map((step) => recording.stepOf(recording.rowAt(step)))).toEqual([
      0, 0, 0, 3, 6, 9, 9,
    ]);
    expect(new Recording(1, tinyLayout).rowAt(5)).toBe(-1);
  });

  test('keyframes are no rows, and are found before a step', () => {
    const recording = recorded([0, 3, 6, 9], [0, 6]);
    expect(recording.rows).toBe(4);
    expect([...recording.keyframeSteps()]).toEqual([0, 6]);
    expect(recording.keyframeBefore(5)).toBe(0);
    expect(recording.keyframeBefore(6)).toBe(3);
    expect(recording.ordinalOf(2)).toBe(4);
  });

  test('grows past its first size and keeps scalars and norms', () => {
    const recording = recorded(Array.from({ length: 3000 }, (_, i) => i));
    expect(recording.scalar('loss', 2999)).toBe(1 / 3000);
    expect(recording.gradientNorms.at(1234, 1)).toBe(1234);
  });

  test('keeps the gradient norms of activations; recordings of earlier versions have none', () => {
    const layout = { frame: [{ name: '‖dh‖', rows: 1, columns: 2 }], keyframe: [] };
    const recording = new Recording(1, layout);
    const scalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
    const bytes = encodeFrame('frame', layout, 1, scalars, (_name, into) => into.set([3, 4]));
    recording.append(0, bytes);
    expect([...recording.outputGradientNorms.values()]).toEqual([3, 4]);
    expect(recorded([0, 3]).outputGradientNorms.width).toBe(0);
  });

  test('an older frame that comes again is not a new row', () => {
    const recording = recorded([0, 3, 6]);
    recording.append(1, tinyFrame(3));
    expect(recording.rows).toBe(3);
    expect(recording.last).toBe(2);
  });

  test('where the lab has thinned the run, the frame before stands for one that is gone', () => {
    const recording = new Recording(1, tinyLayout, 2 * tinyFrame(0).length);
    [0, 3, 6, 9].forEach((step, ordinal) => recording.append(ordinal, tinyFrame(step)));
    recording.thinned([1, 2, 3]);
    expect([0, 1, 2, 3].map((row) => recording.ordinalOf(row))).toEqual([0, 0, 2, 3]); // the last two are still here
    expect([recording.there(1, 1), recording.there(1, -1)]).toEqual([2, 0]);
    recording.append(2, tinyFrame(6));
    recording.append(0, tinyFrame(0));
    expect(recording.ordinalOf(3)).toBe(2);
    expect(recording.there(3, 1)).toBe(3); // there is none to that side
    expect([...recording.column('step')]).toEqual([0, 3, 6, 9]); // curves keep what they have
  });

  test('gives back the very bytes', () => {
    const recording = recorded([0, 3]);
    const found = recording.decode(1);
    expect(found && crcHex(found.bytes)).toBe(crcHex(tinyFrame(3)));
    expect(found?.frame.tensor('‖W‖')?.[1]).toBe(3);
  });
});

test('the cache stays within its bytes and lets go of what was used longest ago', () => {
  const cache = new FrameCache(100);
  for (let i = 0; i < 10; i++) {
    cache.set(i, new Uint8Array(30));
    cache.get(0);
  }
  expect(cache.bytes).toBeLessThanOrEqual(100);
  expect([0, 8, 9].every((o) => cache.has(o))).toBe(true);
  expect(cache.has(5)).toBe(false);
});

test('CRC32 is that of zlib', () => {
  expect(crcHex(new TextEncoder().encode('123456789'))).toBe('cbf43926');
});
