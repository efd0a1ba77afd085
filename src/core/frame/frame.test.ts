import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, offsetsOf } from '../contract/wire.ts';
import { graphOf } from '../graph/graph.ts';
import { chain, presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf, totalSteps } from '../plan/shape.ts';
import { decodeFrame, encodeFrame, peekFrame, scalarNames, type Scalars } from './frame.ts';
import { cadenceOf, layoutOf, sizeOf, type Layout } from './layout.ts';

const layout: Layout = {
  frame: [
    { name: 'rows', rows: 'n', columns: 1 },
    { name: 'W1', rows: 2, columns: 3 },
  ],
  keyframe: [{ name: 'W1', rows: 2, columns: 3 }],
};
const scalars = Object.fromEntries(scalarNames.map((name, i) => [name, i + 0.5])) as Scalars;

test('what was written is read, bit for bit, also NaN, also at an odd address', () => {
  const bytes = encodeFrame('frame', layout, 5, { ...scalars, testLoss: NaN }, (name, into) =>
    into.fill(name === 'W1' ? Math.fround(0.1) : 7),
  );
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const pooled = Buffer.from(shifted.buffer, 3, bytes.length); // whose slice() copies nothing
  for (const source of [bytes, shifted.subarray(3), pooled]) {
    const frame = decodeFrame(source, layout);
    expect(frame).toMatchObject({ kind: 'frame', n: 5, scalars: { ...scalars, testLoss: NaN } });
    expect([...(frame.tensor('W1') ?? [])]).toEqual(Array(6).fill(Math.fround(0.1)));
    expect(frame.tensor('rows')).toHaveLength(5);
    expect(frame.tensor('z1')).toBeNull();
  }
  expect(peekFrame(bytes)).toEqual({ kind: 'frame', step: 0.5, testLoss: NaN });
});

test('bytes that are no frame of this run are refused', () => {
  const bytes = encodeFrame('keyframe', layout, 5, scalars, () => undefined);
  expect(() => decodeFrame(bytes.subarray(1), layout)).toThrow('not a frame');
  expect(() => decodeFrame(bytes.subarray(0, 40), layout)).toThrow('not a frame');
  expect(() => decodeFrame(bytes, { ...layout, keyframe: layout.frame })).toThrow('another layout');
});

test.each(Object.entries(presets))('%s records 1,000 frames at most, and 24 MB', (_id, plan: Plan) => {
  const shape = shapeOf(plan);
  const own = layoutOf(plan, graphOf(plan, shape), shape);
  const { frameEvery, keyframeEvery } = cadenceOf(plan, own);
  const frames = totalSteps(plan) / frameEvery;
  expect(frames).toBeGreaterThan(90);
  expect(frames).toBeLessThanOrEqual(1000);
  expect(frames * (96 + 4 * sizeOf(own.frame, plan.batchSize))).toBeLessThan(25 * 2 ** 20);
  expect(totalSteps(plan) / keyframeEvery).toBeLessThanOrEqual(20);
});

describe('frames hold what plots need', () => {
  const large: Plan = { ...presets.moons, network: chain([300, 100, 1], 'relu') };
  const named = (plan: Plan): { frame: string[]; keyframe: string[] } => {
    const shape = shapeOf(plan);
    const { frame, keyframe } = layoutOf(plan, graphOf(plan, shape), shape);
    return { frame: frame.map(({ name }) => name), keyframe: keyframe.map(({ name }) => name) };
  };
  const histograms = (plan: Plan): string[] => named(plan).frame.filter((name) => name.startsWith('hist '));

  test('a large network all of it where the plots are the usual ones', () => {
    expect(histograms(large).map((name) => name.slice(5))).toEqual(
      ['W1', 'W2', 'W3', 'dW1', 'dW2', 'dW3', 'z1', 'z2', 'o', 'h1', 'h2', 'dh1', 'dh2'], // prettier-ignore
    );
    expect(named(large).frame).toContain('confusion');
  });

  test.each([
    [[], []],
    [['loss', 'flow', 'norms'], []],
    [['weights'], ['W1', 'W2', 'W3']],
    [['gradients'], ['dW1', 'dW2', 'dW3']],
    [
      ['preactivations', 'activation'],
      ['z1', 'z2', 'o'],
    ],
    [['activations'], ['h1', 'h2']],
    [
      ['activationGradients', 'loss'],
      ['dh1', 'dh2'],
    ],
  ] as const)('only %j: %j', (ids, wanted) => {
    const plan: Plan = { ...large, plots: ids.map((plot) => ({ plot })) };
    expect(histograms(plan).map((name) => name.slice(5))).toEqual(wanted);
    expect(named(plan).frame).toContain('‖dh‖');
    expect(named(plan).frame).not.toContain('confusion');
    expect(named(plan).keyframe).not.toContain('confusion');
  });

  test('a small network every value, and the confusion matrix where a plot wants it', () => {
    const plots: Plan['plots'] = [{ plot: 'weights' }];
    expect(histograms({ ...presets.moons, plots })).toEqual([]);
    expect(named({ ...presets.moons, plots }).frame).toEqual(expect.arrayContaining(['W1', 'dW1', 'z1', 'dh1']));
    expect(named({ ...presets.moons, plots }).frame).not.toContain('confusion');
    const wanted = { ...presets.moons, plots: [{ plot: 'confusion' as const }] };
    expect(named(wanted).frame).toContain('confusion');
    expect(named(wanted).keyframe).toContain('confusion'); // so that a branch knows it
    const untested: Plan = { ...wanted, data: { kind: 'moons', train: 100, test: 0, noise: 1 } };
    expect(named(untested).frame).not.toContain('confusion');
  });

  test('frames are rarer where counting would take longer than training, yet a hundred', () => {
    const every = (plan: Plan): number => {
      const shape = shapeOf(plan);
      return cadenceOf(plan, layoutOf(plan, graphOf(plan, shape), shape)).frameEvery;
    };
    const plan: Plan = { ...large, batchSize: 10, length: { steps: 10_000 } };
    expect(every(plan)).toBe(100);
    expect(every({ ...plan, plots: [{ plot: 'weights' }] })).toBe(50);
    expect(every({ ...plan, plots: [] })).toBe(10);
    expect(every({ ...plan, length: { steps: 500 } })).toBe(5);
  });
});

test('a message carries its header and any number of parts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }), (header, parts) => {
      const { header: read, payload } = decodeMessage(encodeMessage(header, parts));
      expect(read).toEqual(JSON.parse(JSON.stringify(header)));
      const offsets = offsetsOf(parts.map((part) => part.length));
      parts.forEach((part, i) => {
        const offset = offsets[i] ?? 0;
        expect([...payload.subarray(offset, offset + part.length)]).toEqual([...part]);
      });
    }),
    { seed: 4 },
  );
  expect(() => decodeMessage(new Uint8Array(3))).toThrow('cut short');
  expect(() => decodeMessage(new Uint8Array([255, 0, 0, 0, 1]))).toThrow('cut short');
});
