import { SingularValueDecomposition, Matrix } from 'ml-matrix';
import { afterEach, expect, test } from 'vitest';
import { graphOf } from '../core/graph/graph.ts';
import { jacobianProduct, layerJacobians, type Jacobian } from '../core/jacobians.ts';
import { presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf } from '../core/plan/shape.ts';
import { framesOf, Trainer } from './testing/process.ts';

const trainer = new Trainer();
afterEach(() => trainer.end());

const singularValues = ({ rows, columns, values }: Jacobian): number[] =>
  new SingularValueDecomposition(Matrix.from1DArray(rows, columns, Array.from(values)), {
    autoTranspose: true,
  }).diagonal.slice(0, Math.min(rows, columns));

test('the Jacobians of a frame’s own numbers have the singular values it has recorded', async () => {
  const plan: Plan = {
    ...presets.moons,
    network: [
      ...presets.moons.network.slice(0, 2),
      { type: 'dropout', p: 0.3 },
      { type: 'activation', fn: 'tanh' },
      ...presets.moons.network.slice(2),
    ],
    length: { steps: 5 },
  };
  trainer.post({ type: 'start', run: 1, plan, speed: null, paused: false });
  await trainer.ended();
  const frames = framesOf(plan, trainer.frames).filter(({ kind }) => kind === 'frame');
  expect(frames).toHaveLength(6);
  const graph = graphOf(plan, shapeOf(plan));
  for (const frame of frames) {
    const jacobians = layerJacobians(graph, (name) => frame.tensor(name)) ?? [];
    expect(jacobians.map(({ rows, columns }) => [rows, columns])).toEqual([
      [6, 2],
      [3, 6],
      [1, 3],
    ]);
    const equal = (M: Jacobian | null, name: string): void => {
      const recorded = [...(frame.tensor(name) ?? [])];
      expect(recorded.length).toBeGreaterThan(0);
      const own = M ? singularValues(M) : [];
      expect(own.map((value, i) => Math.abs(value - (recorded[i] ?? NaN)) < 1e-5)).toEqual(recorded.map(() => true));
    };
    jacobians.forEach((M, i) => equal(M, `σ M${i + 1}`));
    equal(jacobianProduct(jacobians.slice(0, 2)), 'σ M1…2');
    equal(jacobianProduct(jacobians), 'σ M1…3');
  }
});

test('what was not recorded gives none', () => {
  const graph = graphOf(presets.moons, shapeOf(presets.moons));
  expect(layerJacobians(graph, (name) => (name.startsWith('W') ? new Float32Array(18) : null))).toBeNull();
});
