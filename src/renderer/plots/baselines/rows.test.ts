import { expect, test } from 'vitest';
import type { Baselines } from '../../../core/baselines.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { propsOf } from '../fake-view.ts';
import { recentAccuracy, rowsOf, valueText } from './rows.ts';
import type { Recording } from '../../run/recording.ts';

const judged = (accuracy: number | null, loss: number | null) => ({ accuracy, loss });
const found: Baselines = {
  nearest: { train: judged(1, 0), test: judged(0.75, 0.5) },
  kernel: { refused: { code: 'relu-only', fn: 'tanh' } },
  ridgeless: { train: judged(0.5, 0.25), test: null },
};
const rows = (plan: Plan, of: Baselines | null) => rowsOf(propsOf({ plan, row: -1, opened: null }).view, of);

test('errors of classes, the sentence of what is refused, and nothing where there are no test examples', () => {
  const [network, nearest, kernel, ridgeless] = rows(presets.moons, found);
  expect(network).toMatchObject({ id: 'network', train: NaN, test: NaN });
  expect(nearest).toMatchObject({ train: 0, test: 0.25, refused: '' });
  expect(kernel?.refused).toContain('choose ReLU');
  expect(ridgeless).toMatchObject({ train: 0.5, test: NaN });
  expect(rows(presets.moons, null).slice(1)).toEqual(
    ['nearest', 'kernel', 'ridgeless'].map((id): unknown =>
      expect.objectContaining({ id, train: NaN, test: NaN, refused: '' }),
    ),
  );
});

test('losses of a regression', () => {
  const plan: Plan = { ...presets.moons, data: { kind: 'inline', x: [[1]], y: [[2]] }, loss: 'squared_error' };
  expect(rows(plan, found)[1]).toMatchObject({ train: 0, test: 0.5 });
  expect(valueText(0.5, true)).toBe('0.500');
  expect(valueText(0.181, false)).toBe('18.1 %');
  expect(valueText(NaN, false)).toBe('–');
});

test('training accuracy is that of the latest minibatches, by their examples', () => {
  const columns = { step: [0, 1, 2, 3], accuracy: [0, 1, 0.5, 1], n: [10, 10, 10, 5] };
  const recording = {
    stepOf: (row: number) => columns.step[row] ?? NaN,
    scalar: (name: 'accuracy' | 'n', row: number) => columns[name][row] ?? NaN,
  } as unknown as Recording;
  expect(recentAccuracy(recording, 3, 2)).toBeCloseTo((5 + 5) / 15, 12);
  expect(recentAccuracy(recording, 0, 2)).toBe(0);
});
