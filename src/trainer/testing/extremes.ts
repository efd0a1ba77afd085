import { graphOf } from '../../core/graph/graph.ts';
import { Walker } from '../../core/graph/walker.ts';
import { losses, type LossId } from '../../core/losses.ts';
import type { OptimizerId } from '../../core/optimizers.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { Engine } from '../engine/engine.ts';

/** A plan whose outputs o are exactly the rows given: one dense layer with W = 1. */
export function planOfOutputs(loss: LossId, rows: number[][], y: (row: number, j: number) => number): Plan {
  const q = rows[0]?.length ?? 0;
  const one = (i: number): number[] => Array.from({ length: q }, (_, j) => (i === j ? 1 : 0));
  return {
    ...presets.moons,
    data: {
      kind: 'inline',
      x: rows,
      y:
        losses[loss].target === 'class'
          ? rows.map((_, i) => y(i, 0))
          : rows.map((row, i) => row.map((_o, j) => y(i, j))),
    },
    network: [{ type: 'dense', units: q, init: { kind: 'given' }, bias: false }],
    parameters: { W1: Array.from({ length: q }, (_, i) => one(i)) },
    loss,
    weightDecay: 0,
    optimizer: { kind: 'sgd', learningRate: 0 },
    batchSize: rows.length,
    shuffle: false,
    length: { steps: 10 },
  };
}

/** L and ∂J/∂o of the engine's first batch, and what the float64 walker says they are. */
export function lossesOf(engine: Engine): Record<'got' | 'want', { L: number; gradient: number[] }> {
  for (const _ of engine.initialize()); // to its end
  for (const _ of engine.evaluate()); // to its end
  const walker = walkerOf(engine);
  walker.forward();
  walker.backward();
  const o = walker.tensor('o');
  const gradient = new Float32Array(engine.n * o.columns);
  engine.read('do', gradient);
  const L = new Float32Array(1);
  engine.read('L', L);
  return {
    got: { L: L[0] ?? NaN, gradient: Array.from(gradient) },
    want: { L: walker.tensor('L').value[0] ?? NaN, gradient: Array.from(o.gradient) },
  };
}

/** A plan of three weights that begin at 0, with the gradients g, g and −g; the examples have a squared error of ½. */
export const planOfGradient = (kind: OptimizerId, g: number, clip?: number): Plan => ({
  ...planOfOutputs('squared_error', [[0]], () => 0),
  data: { kind: 'inline', x: [[g, g, -g].map(Math.fround)], y: [[-1]] },
  network: [{ type: 'dense', units: 1, init: { kind: 'zero' }, bias: false }],
  parameters: {},
  optimizer: { kind, learningRate: 2 ** -20, ...(clip === undefined ? {} : { clip }) },
});

/** The engine's weights after one step, and what the float64 walker says they are. */
export function stepOf(engine: Engine): Record<'got' | 'want', number[]> {
  for (const _ of engine.initialize()); // to its end
  for (const _ of engine.evaluate()); // to its end
  const walker = walkerOf(engine);
  for (const _ of engine.update()); // to its end
  walker.forward();
  walker.backward();
  walker.update();
  return { got: Array.from(engine.values('W1')), want: Array.from(walker.tensor('W1').value) };
}

/** The float64 walker on the engine's parameters and all its examples. */
export function walkerOf(engine: Engine): Walker {
  const { plan } = engine;
  const walker = new Walker(graphOf(plan, shapeOf(plan)), plan, plan.batchSize);
  for (const [name, { value }] of walker.tensors) if (/^[Wb]\d/.test(name)) value.set(engine.values(name));
  walker.batch.n = engine.n;
  walker.tensor('x').value.set(engine.data.train.x);
  walker.tensor('y').value.set(engine.data.train.y);
  return walker;
}

/** How far two numbers are apart, relative to the second, or to 1 where it is small. */
export const apart = (got: number, want: number): number =>
  Object.is(got, want) ? 0 : Math.abs(got - want) / Math.max(1, Math.abs(want));
