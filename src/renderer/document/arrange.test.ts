import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../core/plan/problems.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { duplicateLayers, firstAfter, legalMoves, moveLayers, removeLayers } from './arrange.ts';
import { insertLayer, legalGaps } from './chain.ts';

const plan: Plan = { ...presets.moons, network: chain([6, 3, 1], 'relu') };
const written = ({ network }: Plan): string =>
  network.map((layer) => (layer.type === 'dense' ? layer.units : layer.type[0])).join(' ');

describe('several layers', () => {
  test('move together, in their order, counting gaps as they are before', () => {
    expect(written(moveLayers(plan, [2, 3], 0).plan)).toBe('3 a 6 a 1');
    expect(written(moveLayers(plan, [0, 1], 5).plan)).toBe('3 a 1 6 a');
    expect(written(moveLayers(plan, [0, 4], 2).plan)).toBe('a 6 1 3 a'); // apart before, together after
    expect(firstAfter([0, 4], 2)).toBe(1);
  });

  test('are removed, and copied to right after the last of them', () => {
    expect(written(removeLayers(plan, [0, 3]).plan)).toBe('a 3 1');
    const copied = duplicateLayers(plan, [0, 2]).plan;
    expect(written(copied)).toBe('6 a 3 6 3 a 1');
    expect(copied.network[3]).not.toBe(copied.network[0]); // a layer of its own
    expect(copied.network[3]).toEqual(copied.network[0]);
  });

  test('may go where something changes and every activation keeps a dense layer before it', () => {
    expect(legalMoves(plan.network, [2, 3])).toEqual([0, 1, 5]);
    expect(legalMoves(plan.network, [1, 3])).toEqual([1, 2, 3, 4, 5]);
    for (const [i, { type }] of plan.network.entries())
      expect(legalMoves(plan.network, [i]), `layer ${i}`).toEqual(legalGaps(type, plan.network, i));
  });
});

describe('given parameters', () => {
  const W1 = Array<number[]>(6).fill([0.5, -0.5]);
  const W2 = Array<number[]>(3).fill(Array<number>(6).fill(0.1));
  const b2 = [1, 2, 3];
  const given: Plan = { ...plan, parameters: { W1, W2, b2 } };

  test('go by another number when their layer does', () => {
    const before = insertLayer(given, { type: 'dense', units: 2, init: { kind: 'he' }, bias: true }, 0);
    expect(before.parameters).toEqual({ W2: W1, W3: W2, b3: b2 });
    expect(problemsOf(before)).toEqual([]);
  });

  test('are dropped where they no longer fit, and that is told', () => {
    const { plan: without, notes } = removeLayers(given, [0]);
    expect(without.parameters).toEqual({ b1: b2 }); // 3 × 6 does not take 2 inputs
    expect(notes).toEqual(['drawn initial values']);
    expect(problemsOf(without)).toEqual([]);
    expect(removeLayers(given, [0, 2]).plan).not.toHaveProperty('parameters');
  });

  test('are copied with their layer, where the copy takes the same inputs', () => {
    const square: Plan = {
      ...plan,
      network: plan.network.with(0, { type: 'dense', units: 2, init: { kind: 'given' }, bias: false }),
      parameters: { W1: [[1, 0], [0, 1]] }, // prettier-ignore
    };
    expect(duplicateLayers(square, [0]).plan.parameters).toEqual({
      W1: square.parameters?.['W1'],
      W2: square.parameters?.['W1'],
    });
    const wide = {
      ...given,
      network: given.network.with(0, { type: 'dense', units: 6, init: { kind: 'given' }, bias: true } as const),
    };
    const { plan: copied } = duplicateLayers(wide, [0]);
    expect(copied.network[1]).toMatchObject({ init: { kind: 'appropriate' } }); // its 6 inputs are not 2
    expect(copied.network[0]).toMatchObject({ init: { kind: 'given' } });
  });

  test('stay as they are in a plan that has none', () => {
    expect(removeLayers(plan, [1]).plan).toEqual({ ...plan, network: plan.network.toSpliced(1, 1) });
  });
});
