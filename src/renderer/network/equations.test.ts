import { expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { formulaAt } from '../../core/graph/latex.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { mathNode } from '../marks/math.ts';
import { withoutRemedy } from './problems.ts';
import { layerLine } from './blocks.ts';
import { equationOf, objectiveOf, penaltyOf, spokenEquation, spokenObjective } from './equations.ts';

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

test('noise is added to what comes in, the data too; none is where σ is 0', () => {
  const noise = (sigma: number): Layer => ({ type: 'noise', sigma });
  const dense = presets.moons.network[0] as Layer;
  expect(equations([noise(0.1), dense, noise(0), dense])).toEqual([
    String.raw`\mathbf{X}^{\prime} = \mathbf{X} + \sigma\,\boldsymbol{\varepsilon}`,
    String.raw`\mathbf{z}^{(1)} = \mathbf{X}^{\prime}\,\mathbf{W}^{(1)\top} + \mathbf{b}^{(1)}`,
    String.raw`\mathbf{z}^{\prime(1)} = \mathbf{z}^{(1)}`,
    String.raw`\mathbf{o} = \mathbf{z}^{\prime(1)}\,\mathbf{W}^{(2)\top} + \mathbf{b}^{(2)}`,
  ]);
});

test('a layer’s constant stands by its name', () => {
  expect(layerLine({ type: 'noise', sigma: 0.25 })).toBe('σ = 0.25');
  expect(layerLine({ type: 'dropout', p: 0.5 })).toBe('p = 0.5');
  expect(layerLine({ type: 'activation', fn: 'relu' })).toBe('activation');
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
  expect(objectiveOf({ weightDecay: 0, l1: 0.1 })).toContain('J = L + s');
  expect(penaltyOf({ weightDecay: 0, l1: 0 })).toBeNull();
  expect(penaltyOf({ weightDecay: 0.1 })).not.toContain(String.raw`\lambda_1`);
  const both = penaltyOf({ weightDecay: 0.1, l1: 0.1 }) ?? '';
  expect(both).toMatch(/lambda\}\{2\}.* \+ .*lambda_1/);
  expect((mathNode(both) as HTMLElement).querySelector('.katex-error')).toBeNull();
});

test('where a click mends a problem, its sentence does not say how', () => {
  expect(withoutRemedy('The last layer has 6 units, and 1 is needed. Set it to 1.')).toBe(
    'The last layer has 6 units, and 1 is needed.',
  );
});

test('a screen reader is told every equation in words', () => {
  const network: Layer[] = [
    { type: 'noise', sigma: 1 },
    { type: 'dense', units: 3, init: { kind: 'he' }, bias: true },
    { type: 'activation', fn: 'tanh' },
    { type: 'dropout', p: 0.5 },
    { type: 'dense', units: 1, init: { kind: 'he' }, bias: false },
  ];
  const { layers } = graphOf({ ...presets.moons, network }, shapeOf(presets.moons));
  expect(network.map((layer, i) => spokenEquation(layer, layers[i] as (typeof layers)[number]))).toEqual([
    'X prime equals X plus noise',
    'z 1 equals X prime times W 1 transposed plus b 1',
    'h 1 equals tanh of z 1',
    'h 1 prime equals h 1, some of it dropped',
    'o equals h 1 prime times W 2 transposed',
  ]);
  expect(spokenObjective({ weightDecay: 0.1 })).toBe('L is the loss of o and y, J equals L plus s');
});
