import { describe, expect, it } from 'vitest';
import { byteOf, packDigits } from './mnist.ts';

describe('byteOf', () => {
  it('undoes the rounding of byte ÷ 255 to three decimals for every byte', () => {
    for (let byte = 0; byte < 256; byte++) expect(byteOf(Number((byte / 255).toFixed(3)))).toBe(byte);
  });

  it.each([-0.004, 1.004, 0.002, NaN])('refuses %d, which is no byte divided by 255', (value) => {
    expect(() => byteOf(value)).toThrow(RangeError);
  });
});

describe('packDigits', () => {
  it('writes header, labels and pixels in the order given', () => {
    const image = (value: number): number[] => Array<number>(784).fill(value);
    const bytes = packDigits([image(0), [...image(1), ...image(0.2)]]);
    expect(Buffer.from(bytes.subarray(0, 16)).toString('hex')).toBe('474d4e49' + '01000000' + '03000000' + '10030000');
    expect([...bytes.subarray(16, 19)]).toEqual([0, 1, 1]);
    expect([19, 19 + 784, 19 + 2 * 784].map((at) => bytes[at])).toEqual([0, 255, 51]);
    expect(bytes.length).toBe(19 + 3 * 784);
  });

  it('refuses a fraction of an image', () => {
    expect(() => packDigits([[0, 0.5]])).toThrow(RangeError);
  });
});
