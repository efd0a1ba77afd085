import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { curveOf } from '../trace.ts';
import { Module } from './kernels.ts';

// Every activation at the ends of float32: kernels beside the definition in float64. Losses and optimizers: extremes.test.ts.

const module = new Module(readFileSync(join(import.meta.dirname, '../../../resources/kernels.wasm')));
const least = 2 ** -149;
const most = (2 - 2 ** -23) * 2 ** 127;

describe.each(activationIds)('%s', (id) => {
  test('at the ends of float32', () => {
    const sizes = [0, least, 1e-40, 1e-38, 1e-30, 1e-7, 1, 9, 20, 40, 80, 88, 89, 104, 1e3, 1e7, 1e20, 1e38, most];
    const z = sizes.flatMap((size) => [size, -size]).map(Math.fround);
    const { y, dy } = curveOf(module, id, z);
    const { f, df } = activations[id];
    const bound = (want: number): number => 1e-6 * Math.abs(want) + 3e-7;
    z.forEach((own, i) => {
      expect(Math.abs((y[i] ?? NaN) - f(own)), `φ(${own}) = ${y[i]}, not ${f(own)}`).toBeLessThan(bound(f(own)));
      expect(Math.abs((dy[i] ?? NaN) - df(own)), `φ′(${own}) = ${dy[i]}, not ${df(own)}`).toBeLessThan(bound(df(own)));
    });
  });
});
