import { expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { mathNode } from '../marks/math.ts';
import { withoutRemedy } from './problems.ts';
import { equationOf, formulaAt, objectiveOf } from './equations.ts';

const equations = (network: Layer[]): string[] => {
  const plan: Plan = { ...presets.moons, network };
  const { layers } = graphOf(plan, shapeOf(plan));
  return network.map((layer, i) => equationOf(layer, layers[i] as (typeof layers)[number]));
};

test('equations carry the names of their own nodes', () => {
  const dense: Layer = { type: 'dense', units: 1, init: { kind: 'he' }, bias: false };
  expect(equations([presets.moons.network[0] as Layer, { type: 'dropout', p: 0.2 }, dense])).toEqual([
    String.raw`\mathbf{z}^{(1)} = \mathbf{X}\,\mathbf{W}^{(1)\top} + \mathbf{b}^{(1)}`,
    String.raw`\mathbf{z}^{\prime(1)} = \mathbf{m} \odot \mathbf{z}^{(1)} / 0.8`,
    String.raw`\mathbf{o} = \mathbf{z}^{\prime(1)}\,\mathbf{W}^{(2)\top}`,
  ]);
});

test('every activation can be written at any input', () => {
  expect(formulaAt(String.raw`\max(z, 0.01 z)`, 'q')).toBe(String.raw`\max(q, 0.01 q)`);
  for (const id of activationIds) {
    const tex = formulaAt(activations[id].latex, String.raw`\mathbf{h}^{(2)}`);
    expect(tex).toContain(String.raw`\mathbf{h}`);
    expect((mathNode(tex) as HTMLElement).querySelector('.katex-error')).toBeNull();
  }
});

test('the penalty is in the objective when there is one', () => {
  expect(objectiveOf({ weightDecay: 0 })).not.toContain('+ s');
  expect(objectiveOf({ weightDecay: 0.1 })).toContain('J = L + s');
});

test('where a click mends a problem, its sentence does not say how', () => {
  expect(withoutRemedy('The last layer has 6 units, and 1 is needed. Set it to 1.')).toBe(
    'The last layer has 6 units, and 1 is needed.',
  );
});
