import { describe, expect, test } from 'vitest';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { moveLayers } from './arrange.ts';
import { appendGap, insertLayer, layerOf, legalGaps, rekey, removeLayer, type Piece } from './chain.ts';

const dense: Piece = { type: 'dense' };
const relu: Piece = { type: 'activation', fn: 'relu' };
const dropout: Piece = { type: 'dropout' };
const noise: Piece = { type: 'noise' };
const letters = { activation: 'a', dropout: 'p', noise: 'σ' };

const append = (plan: Plan, piece: Piece, selected: number | null = null): Plan => {
  const gap = appendGap(piece, plan.network, selected);
  return insertLayer(plan, layerOf(piece, plan, gap), gap);
};
const written = (plan: Plan): string =>
  plan.network.map((l) => (l.type === 'dense' ? l.units : letters[l.type])).join(' ');
const moons = (network: Layer[]): Plan => ({ ...presets.moons, network });

describe('appending', () => {
  test('a chain grows from left to right when what was added is selected, and its last dense layer fits the loss', () => {
    let plan = moons([]);
    const seen = [dense, relu, dense, relu, dense].map((piece, i) => {
      plan = append(plan, piece, i - 1);
      return written(plan);
    });
    expect(seen).toEqual(['1', '1 a', '1 a 1', '1 a 1 a', '1 a 1 a 1']);
  });

  test('in a complete network, a hidden layer goes before the output layer and then gets its activation', () => {
    let plan = moons(chain([6, 3, 1], 'relu'));
    plan = append(plan, dense);
    expect(written(plan)).toBe('6 a 3 a 3 1');
    plan = append(plan, relu);
    expect(written(plan)).toBe('6 a 3 a 3 a 1');
    plan = append(plan, dropout);
    expect(written(plan)).toBe('6 a 3 a 3 a p 1');
    expect(written(append(plan, noise))).toBe('6 a 3 a 3 a p σ 1');
  });

  test('a selected layer is followed, where that is legal', () => {
    const plan = moons(chain([6, 3, 1], 'relu'));
    expect(written(append(plan, dropout, 1))).toBe('6 a p 3 a 1');
    expect(written(append(plan, dense, 0))).toBe('6 6 a 3 a 1');
  });

  test('a dense layer takes the width before it; digits begin with 64', () => {
    const digits: Plan = { ...presets.digits, network: chain([10], 'relu') };
    expect(written(append(digits, dense))).toBe('64 10');
    expect(written(append(moons(chain([24, 1], 'relu')), dense))).toBe('24 a 24 1');
  });
});

describe('gaps', () => {
  const network = chain([6, 3, 1], 'relu');

  test('an activation needs a dense layer before it, all else may go anywhere', () => {
    expect(legalGaps('activation', network)).toEqual([1, 2, 3, 4, 5]);
    expect(legalGaps('activation', [])).toEqual([]);
    expect(legalGaps('dense', network)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(legalGaps('dropout', [])).toEqual([0]);
    expect(legalGaps('noise', network)).toEqual([0, 1, 2, 3, 4, 5]); // on the data too
  });

  test('the gaps beside a block that is moved are not offered', () => {
    expect(legalGaps('dense', network, 2)).toEqual([0, 1, 4, 5]);
    expect(legalGaps('activation', network, 1)).toEqual([3, 4, 5]);
  });

  test('noise begins with a σ of 0.1', () => {
    expect(layerOf(noise, moons(network), 0)).toEqual({ type: 'noise', sigma: 0.1 });
  });

  test('moving counts gaps as they are before the move', () => {
    const plan = moons(network);
    expect(written(moveLayers(plan, [0], 5).plan)).toBe('a 3 a 1 6');
    expect(written(moveLayers(plan, [4], 0).plan)).toBe('1 6 a 3 a');
    expect(written(moveLayers(plan, [2], 1).plan)).toBe('6 3 a a 1');
  });
});

describe('keys', () => {
  let made = 0;
  const make = (): string => `new${++made}`;
  const plan = moons(chain([6, 3, 1], 'relu'));
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const after = (changed: Plan): string[] => {
    made = 0;
    return rekey(plan.network, keys, changed.network, make);
  };

  test('follow their layers through insertion, removal and moves', () => {
    expect(after(insertLayer(plan, layerOf(dropout, plan, 2), 2))).toEqual(['a', 'b', 'new1', 'c', 'd', 'e']);
    expect(after(removeLayer(plan, 1))).toEqual(['a', 'c', 'd', 'e']);
    expect(after(moveLayers(plan, [0], 3).plan)).toEqual(['b', 'c', 'a', 'd', 'e']);
  });

  test('stay with a layer that is changed in its place', () => {
    const network = plan.network.with(2, { type: 'dense', units: 9, init: { kind: 'he' }, bias: true });
    expect(after({ ...plan, network })).toEqual(keys);
  });

  test('are never given twice to the same object', () => {
    const same: Layer = { type: 'activation', fn: 'relu' };
    expect(rekey([same], ['a'], [same, same], make)).toEqual(['a', expect.stringMatching(/^new/)]);
  });
});
