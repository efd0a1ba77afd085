import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LabError } from '../errors.ts';
import { safetensorsOf, tensorsOf, type Tensor } from './safetensors.ts';

const sample = (): Map<string, Tensor> =>
  new Map<string, Tensor>([
    ['labels', { shape: [3], values: Uint8Array.of(0, 2, 1) }],
    ['W1', { shape: [2, 3], values: Float32Array.of(1, -0, 3e-45, NaN, Infinity, 6) }],
    ['exact', { shape: [1], values: Float64Array.of(0.1) }],
    ['none', { shape: [0, 4], values: new Int32Array(0) }],
  ]);

describe('safetensors', () => {
  test('what is written is read back, bit for bit', () => {
    const bytes = safetensorsOf({ tensors: sample(), metadata: { origin: 'α' } });
    const read = tensorsOf(bytes, 'f');
    expect(read.metadata).toEqual({ origin: 'α' });
    const pooled = Buffer.concat([Buffer.from('before it'), bytes]).subarray(9); // as bytes arrive in Node
    expect(new Map(tensorsOf(pooled, 'f').tensors)).toEqual(sample());
    expect(new Map(read.tensors)).toEqual(sample());
    expect(Object.is(read.tensors.get('W1')?.values[1], -0)).toBe(true);
  });

  test('the description is as the format says it', () => {
    const bytes = safetensorsOf({ tensors: sample(), metadata: {} });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
    expect(header['exact']).toEqual({ dtype: 'F64', shape: [1], data_offsets: [0, 8] });
    expect(header['W1']).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [8, 32] });
    expect(length % 8).toBe(0);
  });

  test('a file that is cut, grown, or says what is not so is refused with a place', () => {
    const whole = safetensorsOf({ tensors: sample(), metadata: {} });
    const said = (bytes: Uint8Array): unknown => {
      try {
        tensorsOf(bytes, 'f');
      } catch (error) {
        if (error instanceof LabError) return error.values['place'];
        throw error;
      }
      return undefined;
    };
    for (let n = 0; n < whole.length; n++) expect(said(whole.subarray(0, n)), `${n} bytes`).toBeTypeOf('string');
    expect(said(Uint8Array.of(...whole, 0))).toBe(`byte ${whole.length}`);
    fc.assert(
      fc.property(fc.nat(whole.length - 44), fc.nat(255), (at, value) => {
        const bent = whole.slice();
        bent[at] = value;
        said(bent); // never anything but one of our errors
      }),
      { numRuns: 3000 },
    );
  });
});
