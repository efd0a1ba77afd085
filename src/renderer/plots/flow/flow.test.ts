import { expect, test } from 'vitest';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Layer, Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { tinyFrame, tinyLayout } from '../../run/fake-lab.ts';
import { Recording } from '../../run/recording.ts';
import { flowRows, flowShare } from './flow.ts';
import { activationAfter, decadesOf, normNames, normsOf, type NormKind } from './norms.ts';

const scalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;

/** A recording of one layer and one activation with these norms in each frame. */
function recordingOf(frames: Record<string, number>[]): Recording {
  const layout = {
    frame: Object.keys(frames[0] ?? {}).map((name) => ({ name, rows: 1, columns: 1 })),
    keyframe: [],
  };
  const recording = new Recording(1, layout);
  frames.forEach((values, i) => {
    const bytes = encodeFrame(
      'frame',
      layout,
      1,
      { ...scalars, step: 10 * i },
      (name, into) => (into[0] = values[name] ?? NaN),
    );
    recording.append(i, bytes);
  });
  return recording;
}
const plan: Plan = { ...presets.moons, network: chain([3, 1], 'tanh') };
const nowOf = (recording: Recording, kind: NormKind, row = 0, of = plan): number | undefined => {
  const norms = normsOf(recording, of, kind);
  return norms ? flowRows(norms, row)[0]?.now : undefined;
};

test('in recordings without ‖ΔW‖ the flow goes by the learning rate as its schedule has it at each step', () => {
  const plan: Plan = {
    ...presets.moons,
    optimizer: { kind: 'sgd', learningRate: 0.1, schedule: { kind: 'step', every: 1 } },
  };
  const recording = new Recording(1, tinyLayout);
  for (const [i, step] of [5, 15, 25].entries()) recording.append(i, tinyFrame(step)); // ‖∂J/∂W‖ = ‖W‖ in each
  const norms = normsOf(recording, plan, 'ratio');
  const row = norms ? flowRows(norms, 2)[0] : undefined;
  expect(row?.trail).toEqual([0.1, 0.01, 0.001].map((eta) => expect.closeTo(eta, 12) as unknown));
  expect(row?.now).toBeCloseTo(0.001, 12);
});

test('the flow is the update that was made relative to the weights, or a norm as it was recorded', () => {
  const recording = recordingOf([
    { '‖W‖': 4, '‖dW‖': 100, '‖ΔW‖': 0.5, '‖dh‖': 0.25 },
    { '‖W‖': 4, '‖dW‖': 50, '‖ΔW‖': 0, '‖dh‖': 2 },
  ]);
  expect(nowOf(recording, 'ratio')).toBe(0.125);
  expect(nowOf(recording, 'dW')).toBe(100);
  expect(nowOf(recording, 'dh')).toBe(0.25);
  expect([nowOf(recording, 'ratio', 1), nowOf(recording, 'dW', 1), nowOf(recording, 'dh', 1)]).toEqual([0, 50, 2]);
});

test('weights of 0 that move have a ratio of ∞; what did not move has 0', () => {
  const recording = recordingOf([
    { '‖W‖': 0, '‖dW‖': 1, '‖ΔW‖': 0.5 },
    { '‖W‖': 0, '‖dW‖': 0, '‖ΔW‖': 0 },
  ]);
  expect([0, 1].map((row) => nowOf(recording, 'ratio', row))).toEqual([Infinity, 0]);
});

test('recordings of earlier versions have no norms of ∂J/∂h, and networks without activations need none', () => {
  const recording = recordingOf([{ '‖W‖': 4, '‖dW‖': 100 }]);
  expect(normsOf(recording, plan, 'dh')).toBeNull();
  expect(normsOf(recording, presets.logistic, 'dh')?.names).toEqual([]);
});

test('a kind of norm names what it is of', () => {
  expect(normNames(presets.moons, 'ratio')).toEqual(['W1', 'W2', 'W3']);
  expect(normNames(presets.moons, 'dW')).toEqual(['dW1', 'dW2', 'dW3']);
  expect(normNames(presets.moons, 'dh')).toEqual(['dh1', 'dh2']);
});

test('the axis has whole decades that hold the run, and never less than it had', () => {
  const recording = recordingOf([0.5, 3e-7, 0, NaN, Infinity, 250].map((dW) => ({ '‖W‖': 1, '‖dW‖': dW })));
  const norms = normsOf(recording, plan, 'dW');
  const ends = [0, 1, 2, 5, 6].map((rows) => decadesOf(norms && { ...norms, names: ['dW1'] }, rows, [1e-4, 10]));
  expect(ends).toEqual([[-4, 1], [-4, 1], [-7, 1], [-7, 1], [-7, 3]]); // prettier-ignore
  expect([1e-9, 1e-4, 1e-3, 10, 1e9].map((v) => flowShare(v, [-4, 1]))).toEqual([0, 0, 0.2, 1, 1]);
});

test('an activation belongs to the dense layer before it', () => {
  const network: Layer[] = [
    { type: 'activation', fn: 'tanh' },
    { type: 'dense', units: 3, init: { kind: 'appropriate' }, bias: true },
    { type: 'dense', units: 3, init: { kind: 'appropriate' }, bias: true },
    { type: 'activation', fn: 'relu' },
    { type: 'activation', fn: 'tanh' },
    { type: 'dense', units: 1, init: { kind: 'appropriate' }, bias: true },
  ];
  expect(activationAfter(graphOf({ ...plan, network }, shapeOf(plan)))).toEqual([-1, 1, -1]);
});
