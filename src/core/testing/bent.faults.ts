import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readers } from './readers.ts';
import { samples } from './samples.ts';

/** Bent files for each reader, by a seed that is always the same. */
const RUNS = 400;
const SEED = 20;
/** Milliseconds of the processor for one file. */
const MOST = 1000;

const all = Object.values(samples).filter(({ length }) => length < 20_000);
const place = fc.double({ min: 0, max: 1, noNaN: true });

/** One bend of a file: a bit, a byte, a piece cut out, doubled, put in, or a piece of another sound file in its place. */
const bend = fc.oneof(
  fc.record({ kind: fc.constant('bit' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('put' as const), at: place, bytes: fc.uint8Array({ maxLength: 12 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat(200) }),
  fc.record({ kind: fc.constant('double' as const), at: place, length: fc.nat(200) }),
  fc.record({ kind: fc.constant('end' as const), at: place }),
  fc.record({ kind: fc.constant('other' as const), at: place, which: fc.nat(all.length - 1), from: place }),
  fc.record({ kind: fc.constant('number' as const), at: place, value: fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff) }), // prettier-ignore
);
type Bend = typeof bend extends fc.Arbitrary<infer T> ? T : never;

function bent(bytes: Uint8Array, one: Bend): Uint8Array {
  const at = Math.floor(one.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (one.kind) {
    case 'bit':
      return bytes.map((byte, i) => (i === at ? byte ^ (1 << one.bit) : byte));
    case 'put':
      return Uint8Array.of(...before, ...one.bytes, ...after);
    case 'cut':
      return Uint8Array.of(...before, ...after.subarray(one.length));
    case 'double':
      return Uint8Array.of(...before, ...after.subarray(0, one.length), ...after);
    case 'end':
      return before;
    case 'other': {
      const other = all[one.which] ?? bytes;
      return Uint8Array.of(...before, ...other.subarray(Math.floor(one.from * other.length)));
    }
    case 'number': {
      const copy = Uint8Array.from(bytes);
      if (at + 4 <= copy.length) new DataView(copy.buffer).setUint32(at, one.value, one.value !== 1);
      return copy;
    }
  }
}

/** JSON with some of its values in the place of others, and strange ones among them. */
const strange = fc.constantFrom<unknown>(null, -1, 0.5, 1e300, 2 ** 53, '', 'x'.repeat(300), '\ud800', '__proto__', [], {}, [[]], true); // prettier-ignore
function replaced(value: unknown, places: readonly number[], by: readonly unknown[]): unknown {
  let n = 0;
  const walk = (one: unknown): unknown => {
    const k = places.indexOf(n++);
    if (k >= 0) return by[k];
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value);
}

let [slowest, count] = [{ ms: 0, what: '' }, 0];
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
function attempt(name: string, bytes: Uint8Array): void {
  const began = cpu();
  const said = readers[name]?.(bytes, 'file') ?? '';
  const ms = cpu() - began;
  count++;
  if (ms > slowest.ms) slowest = { ms, what: name };
  expect(ms, name).toBeLessThan(MOST);
  expect(said.length, said.slice(0, 200)).toBeLessThan(1500);
}

describe.each(Object.keys(readers))('%s', (name) => {
  test('a bent file gives a sentence, or a sound result', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.array(bend, { minLength: 1, maxLength: 4 }), (bytes, bends) =>
        attempt(name, bends.reduce(bent, bytes)),
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe.each(['plan', 'lesson', 'sweep', 'answers'])('%s', (name) => {
  test('with other values in it: a sentence, or a sound result', () => {
    const file = name === 'answers' ? 'mia.answers.json' : `${name}.json`;
    const document: unknown = JSON.parse(new TextDecoder().decode(samples[file]));
    fc.assert(
      fc.property(
        fc.array(fc.nat(120), { minLength: 1, maxLength: 3 }),
        fc.array(strange, { minLength: 3, maxLength: 3 }),
        (places, by) => attempt(name, new TextEncoder().encode(JSON.stringify(replaced(document, places, by)))),
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

afterAll(() => console.info(`${count} bent files, the slowest ${slowest.ms.toFixed(0)} ms (${slowest.what})`));
