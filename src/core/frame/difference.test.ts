import { expect, test } from 'vitest';
import { compareFrames } from './difference.ts';
import { encodeFrame, scalarNames, type Scalars } from './frame.ts';
import type { Layout } from './layout.ts';

const layout: Layout = {
  frame: [
    { name: 'rows', rows: 'n', columns: 1 },
    { name: '‖W‖', rows: 1, columns: 1 },
    { name: 'W1', rows: 2, columns: 3 },
    { name: 'z1', rows: 'n', columns: 2 },
    { name: 'hist W1', rows: 1, columns: 4 },
  ],
  keyframe: [{ name: 'W1', rows: 2, columns: 3 }],
};
const scalars = Object.fromEntries(scalarNames.map((name, i) => [name, i])) as Scalars;
const values: Record<string, number[]> = {
  rows: [4, 0],
  '‖W‖': [2],
  W1: [1, -2, 0.5, 0, 0.25, NaN],
  z1: [0.1, 0.2, 0.3, 0.4],
  'hist W1': [10, 20, 30, 40],
};
const frame = (changed: Record<string, number[]> = {}, some: Partial<Scalars> = {}): Uint8Array =>
  encodeFrame('frame', layout, 2, { ...scalars, ...some }, (name, into) =>
    into.set(changed[name] ?? values[name] ?? []),
  );

test('the same numbers are the same, whatever the bits of what is not a number', () => {
  expect(compareFrames(frame(), frame(), layout)?.difference).toBeNull();
  const other = frame();
  const at = new DataView(other.buffer).byteLength;
  // the last of W1 lies before z1 and the histogram
  new DataView(other.buffer).setUint32(at - 4 * (4 + 4 + 1), 0xffc00001, true);
  expect(Buffer.from(other).equals(frame())).toBe(false);
  expect(compareFrames(other, frame(), layout)).toEqual({
    difference: null,
    largest: { name: '', relative: 0 },
    counted: 0,
  });
});

test('the first difference is that of a parameter, with its entry and how far apart its tensor is', () => {
  const stored = frame({ '‖W‖': [2.5], W1: [1, -2, 0.5, 0, 0.75, NaN], z1: [0, 0, 0, 0] }, { loss: 7 });
  expect(compareFrames(stored, frame(), layout)).toEqual({
    difference: {
      name: 'W1',
      index: 4,
      columns: 3,
      stored: 0.75,
      again: 0.25,
      absolute: 0.5,
      relative: 0.25,
      others: 3,
    },
    largest: { name: 'z1', relative: 1 },
    counted: 0,
  });
});

test('scalars come last; a sign of zero is a difference, and so is a number where there was none', () => {
  expect(compareFrames(frame({}, { loss: 7 }), frame(), layout)?.difference).toMatchObject({
    name: 'loss',
    index: null,
  });
  const zero = compareFrames(frame({ W1: [1, -2, 0.5, -0, 0.25, NaN] }), frame(), layout);
  expect(zero?.difference).toMatchObject({ name: 'W1', index: 3, absolute: 0 });
  const number = compareFrames(frame({ W1: [1, -2, 0.5, 0, 0.25, 1] }), frame(), layout);
  expect(number?.difference).toMatchObject({ index: 5, stored: 1, again: null, absolute: null, relative: null });
  expect(number?.largest).toEqual({ name: 'W1', relative: Infinity });
});

test('what is counted is measured apart, and what is not asked for is not looked at', () => {
  const stored = frame({ 'hist W1': [11, 19, 30, 40] });
  expect(compareFrames(stored, frame(), layout)).toMatchObject({ largest: { relative: 0 }, counted: 1 / 40 });
  expect(compareFrames(stored, frame(), layout, (name) => name === 'W1')?.difference).toBeNull();
});

test('bytes of another length or head cannot be compared', () => {
  expect(compareFrames(frame().subarray(4), frame(), layout)).toBeNull();
  const kind = frame();
  kind[4] = 1;
  expect(compareFrames(kind, frame(), layout)).toBeNull();
});

test('frames of a small recording have the entries of its curve', () => {
  const small: Layout = { ...layout, curve: [{ name: '‖W‖', rows: 1, columns: 1 }] };
  const curve = (norm: number): Uint8Array => encodeFrame('curve', small, 2, scalars, (_name, into) => into.fill(norm));
  expect(compareFrames(curve(2.5), curve(2), small)?.difference).toMatchObject({
    name: '‖W‖',
    absolute: 0.5,
    others: 0,
  });
});
