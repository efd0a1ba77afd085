import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPacked, manners, packedAs, packing, unpacked } from './packing.ts';

const end = <T>(work: Generator<void, T>): T => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
};
/** Floats that are alike, as of one layer. */
const weights = (count: number): Uint8Array =>
  new Uint8Array(Float32Array.from({ length: count }, (_, i) => Math.sin(i * i) / 8).buffer);
const bytesOf = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.nat(5000).map(weights),
  fc.nat(3000).map((n) => new Uint8Array(n)),
);

test.each(manners)('whatever is packed %s comes back to the byte, of every length', (manner) => {
  fc.assert(
    fc.property(bytesOf, (bytes) => {
      const packed = end(packedAs(manner, bytes));
      expect(isPacked(packed)).toBe(true);
      expect(Buffer.from(unpacked(packed) ?? []).equals(bytes)).toBe(true);
    }),
  );
});

test('what is larger than a piece is packed piece by piece, with a rest after each', () => {
  const bytes = weights(900_000).subarray(0, 3_500_001);
  const work = packing(bytes);
  let rests = 0;
  let packed: Uint8Array | null | undefined;
  for (; packed === undefined; rests++) {
    const { done, value } = work.next();
    if (done) packed = value;
  }
  expect(rests - 1).toBe(4);
  expect(packed?.length).toBeLessThan(0.95 * bytes.length);
  expect(Buffer.from(unpacked(packed ?? bytes) ?? []).equals(bytes)).toBe(true);
});

test('what would hardly be smaller stays as it is, and what is no packed frame is handed back', () => {
  let seed = 1;
  const noise = Uint8Array.from({ length: 500 }, () => (seed = Math.imul(seed, 1664525) + 1013904223) >>> 24);
  expect(end(packing(noise))).toBeNull();
  expect(unpacked(noise)).toBe(noise);
  expect(end(packing(weights(2000)))?.length).toBeLessThan(8000);
});

test('of packed bytes of which any bit is another, nothing comes that is not the frame', () => {
  const bytes = weights(400);
  const packed = end(packedAs('shuffled', bytes));
  for (let bit = 0; bit < 8 * packed.length; bit++) {
    const flipped = packed.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const read = unpacked(flipped);
    // without its mark it is no packed frame, and is handed back for the frame's own CRC to tell
    if (bit < 32) expect(read).toBe(flipped);
    else expect(read).toBeNull();
  }
  fc.assert(
    fc.property(fc.nat(packed.length - 1), (length) => {
      const short = packed.subarray(0, length);
      const read = unpacked(short);
      expect(read === null || read === short).toBe(true);
    }),
  );
});
