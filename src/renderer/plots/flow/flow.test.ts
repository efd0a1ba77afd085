import { expect, test } from 'vitest';
import { encodeFrame, scalarNames, type Scalars } from '../../../core/frame/frame.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { learningRateAt } from '../../../core/rates.ts';
import { tinyFrame, tinyLayout } from '../../run/fake-lab.ts';
import { Recording } from '../../run/recording.ts';
import { flowRows } from './flow.ts';

test('in recordings without ‖ΔW‖ the flow goes by the learning rate as its schedule has it at each step', () => {
  const plan: Plan = {
    ...presets.moons,
    optimizer: { kind: 'sgd', learningRate: 0.1, schedule: { kind: 'step', every: 1 } },
  };
  const recording = new Recording(1, tinyLayout);
  for (const [i, step] of [5, 15, 25].entries()) recording.append(i, tinyFrame(step)); // ‖∂J/∂W‖ = ‖W‖ in each
  const [row] = flowRows(recording, 2, (step) => learningRateAt(plan, step));
  expect(row?.trail).toEqual([0.1, 0.01, 0.001].map((eta) => expect.closeTo(eta, 12) as unknown));
  expect(row?.now).toBeCloseTo(0.001, 12);
});

test('the flow is the update that was made, relative to the weights', () => {
  const norm = (name: string) => ({ name, rows: 1, columns: 1 });
  const layout = { frame: ['‖W‖', '‖dW‖', '‖ΔW‖'].map(norm), keyframe: [] };
  const recording = new Recording(1, layout);
  const scalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;
  const values: Record<string, number> = { '‖W‖': 4, '‖dW‖': 100, '‖ΔW‖': 0.5 };
  recording.append(
    0,
    encodeFrame('frame', layout, 1, scalars, (name, into) => (into[0] = values[name] ?? NaN)),
  );
  expect(flowRows(recording, 0, () => 0.1)[0]?.now).toBe(0.125);
});
