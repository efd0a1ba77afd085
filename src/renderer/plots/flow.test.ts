import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { learningRateAt } from '../../core/rates.ts';
import { tinyFrame, tinyLayout } from '../run/fake-lab.ts';
import { Recording } from '../run/recording.ts';
import { flowRows } from './flow.ts';

test('the flow goes by the learning rate as its schedule has it at each step', () => {
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
